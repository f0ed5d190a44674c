package web

import (
	"slices"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// maxText is the longest search text.
const maxText = 200

// idParam is the id of the page's record, in the path.
func idParam(c echo.Context) (uuid.UUID, error) { return parseID(c.Param("id")) }

// parseID reads an id in its one usual form. What is no UUID cannot exist.
func parseID(raw string) (uuid.UUID, error) {
	id, err := uuid.Parse(raw)
	if err != nil || len(raw) != 36 {
		return uuid.Nil, cmo.ErrNotFound
	}
	return id, nil
}

// oneOf is a filter value that must be in the list; empty does not filter.
func oneOf(c echo.Context, name string, allowed []string) (string, error) {
	v := c.QueryParam(name)
	if v != "" && !slices.Contains(allowed, v) {
		return "", cmo.Errorf(cmo.Invalid, "The filter %s has no value %q.", name, abbreviate(v))
	}
	return v, nil
}

// textParam is a search text.
func textParam(c echo.Context) (string, error) {
	v := c.QueryParam("q")
	if len([]rune(v)) > maxText {
		return "", cmo.Errorf(cmo.Invalid, "A search text has at most %d characters.", maxText)
	}
	return v, nil
}

// abbreviate shortens what a request said, for an answer to it.
func abbreviate(s string) string { return cmo.Cut(s, 41) }

// someOf are filter values that must be in the list; the parameter may stand several times.
func someOf[T ~string](c echo.Context, name string, allowed []T) ([]T, error) {
	var out []T
	for _, raw := range c.QueryParams()[name] {
		v := T(raw)
		switch {
		case v == "" || slices.Contains(out, v):
		case !slices.Contains(allowed, v):
			return nil, cmo.Errorf(cmo.Invalid, "The filter %s has no value %q.", name, abbreviate(raw))
		default:
			out = append(out, v)
		}
	}
	return out, nil
}

// keysetPage puts a page's rows in their order and finds the cursors beside it. A list of more than limit rows goes on
// in the direction of reading; a page before a row comes in reverse.
func keysetPage[T any](rows []T, limit int, after, before bool, cursor func(T) string) (page []T, prev, next string, further bool) {
	further = len(rows) > limit
	page = slices.Clone(rows[:min(len(rows), limit)])
	if before {
		slices.Reverse(page)
	}
	if len(page) == 0 {
		return page, "", "", further
	}
	if after || before && further {
		prev = cursor(page[0])
	}
	if before || further {
		next = cursor(page[len(page)-1])
	}
	return page, prev, next, further
}
