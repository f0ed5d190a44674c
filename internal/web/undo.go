package web

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/layout"
	"github.com/ubigrowth/aicmo/views/pages"
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

// withMoveUndo appends to a URL which step its page should offer to take back, if it can be.
func withMoveUndo(target string, sc store.Scope, m pages.Moved) string {
	u, err := url.Parse(target)
	if _, ok := cmo.UndoOf(m.From, m.To, sc.Tenant().Role); !ok || err != nil {
		return target
	}
	q := u.Query()
	q.Set("undo", "moves."+m.ID+"."+string(m.From))
	u.RawQuery = q.Encode()
	return u.String()
}

// moveUndoOf is the form that takes back the step that withMoveUndo names, nil for one that cannot be.
func moveUndoOf(t cmo.Tenant, done, raw, from, back string) *layout.FlashUndo {
	to, ok := strings.CutPrefix(done, "moved-")
	id, err := parseID(raw)
	if !ok || err != nil {
		return nil
	}
	step, ok := cmo.UndoOf(cmo.CampaignState(from), cmo.CampaignState(to), t.Role)
	if !ok {
		return nil
	}
	return &layout.FlashUndo{Action: paths.RecordAct(t.Slug, "campaigns", id.String(), "move"), Fields: [][2]string{{"from", string(step.From)}, {"to", string(step.To)}, {"next", back}}}
}

// undoOf is the form that brings back what withUndo names, nil for nothing. Whoever writes such a URL himself gets the form that
// the record's history has, too.
func undoOf(c echo.Context, t cmo.Tenant) *layout.FlashUndo {
	parts := strings.Split(c.QueryParam("undo"), ".")
	if len(parts) != 3 || !t.Role.Can(cmo.RightEdit) {
		return nil
	}
	back := *c.Request().URL
	q := back.Query()
	q.Del("undo")
	q.Del("done")
	back.RawQuery = q.Encode()
	if parts[0] == "moves" {
		return moveUndoOf(t, c.QueryParam("done"), parts[1], parts[2], back.RequestURI())
	}
	id, err := parseID(parts[1])
	version, verr := strconv.Atoi(parts[2])
	if c.QueryParam("done") != "archived" || err != nil || verr != nil || !knownCollection(parts[0]) {
		return nil
	}
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
