package web

import (
	"net/http"
	"strings"

	"github.com/google/uuid"
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// assetWinner records which wording of a piece of content won, or takes the choice back. What figures do not say needs a
// reason.
func (s *Server) assetWinner(c echo.Context, sc store.Scope) error {
	id, err := idParam(c)
	if err != nil {
		return err
	}
	ask := pages.WinnerAsk{Variant: c.FormValue("variant"), Reason: strings.TrimSpace(c.FormValue("reason"))}
	said := "winner"
	var variant *uuid.UUID
	if c.FormValue("act") == "back" {
		said = "winner-back"
	} else if chosen, err := parseID(ask.Variant); err == nil {
		variant = &chosen
	} else {
		ask.Wrong = map[string]string{"variant": "Choose one of the wordings."}
	}
	if len([]rune(ask.Reason)) > maxNote {
		ask.Wrong = map[string]string{"reason": "A reason has at most 1,000 characters."}
	}
	if ask.Wrong != nil {
		return s.showAsset(c, sc, http.StatusUnprocessableEntity, id, ask)
	}
	err = sc.Write(c.Request().Context(), func(w *store.Writer) error {
		a, err := w.Asset(id).Get()
		if err != nil {
			return err
		}
		if variant != nil && ask.Reason == "" && cmo.NeedsReason(a.Variants) {
			return &cmo.Error{Kind: cmo.Invalid, Msg: "A reason is missing.", Fields: map[string]string{"reason": "Not every wording has figures of its own: say what you go by."}}
		}
		return w.ChooseWinner(id, variant, ask.Reason)
	})
	if wrong := refusal(cmo.KindAsset.Type(), err); wrong != nil {
		ask.Wrong = wrong
		return s.showAsset(c, sc, http.StatusUnprocessableEntity, id, ask)
	}
	if err != nil {
		return err
	}
	return redirect(c, withDone(paths.Asset(sc.Tenant().Slug, id.String()), said))
}
