package web

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/views/layout"
)

// withUndo appends to a URL which archived record its page should offer to bring back: its collection, id and version.
func withUndo(target, collection, id string, version int) string {
	u, err := url.Parse(target)
	if err != nil {
		return target
	}
	q := u.Query()
	q.Set("undo", collection+"."+id+"."+strconv.Itoa(version))
	u.RawQuery = q.Encode()
	return u.String()
}

// undoOf is the form that brings back what withUndo names, nil for nothing. Whoever writes such a URL himself gets the form that
// the record's history has, too.
func undoOf(c echo.Context, t cmo.Tenant) *layout.FlashUndo {
	parts := strings.Split(c.QueryParam("undo"), ".")
	if len(parts) != 3 || c.QueryParam("done") != "archived" || !t.Role.Can(cmo.RightEdit) {
		return nil
	}
	id, err := parseID(parts[1])
	version, verr := strconv.Atoi(parts[2])
	if err != nil || verr != nil || !knownCollection(parts[0]) {
		return nil
	}
	back := *c.Request().URL
	q := back.Query()
	q.Del("undo")
	q.Del("done")
	back.RawQuery = q.Encode()
	return &layout.FlashUndo{Action: paths.RecordAct(t.Slug, parts[0], id.String(), "unarchive"),
		Fields: [][2]string{{"base", strconv.Itoa(version)}, {"next", back.RequestURI()}}}
}

func knownCollection(name string) bool {
	for _, t := range cmo.RecordTypes {
		if t.Collection == name {
			return true
		}
	}
	return false
}
