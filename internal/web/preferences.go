package web

import (
	"slices"
	"strconv"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/paths"
)

func (s *Server) preferenceRoutes() []Route {
	return []Route{{post, paths.Preferences, Session, personal(s.preferencesSet)}}
}

// preferencesSet keeps how pages look to the person, from the next page on.
func (s *Server) preferencesSet(c echo.Context, v visitor) error {
	p := cmo.Preferences{Dates: c.FormValue("dates"), Landing: c.FormValue("landing"), Campaigns: c.FormValue("campaigns")}
	p.Hours, _ = strconv.Atoi(c.FormValue("hours"))
	if p.Hours != 12 && p.Hours != 24 || !slices.Contains([]string{"written", "iso"}, p.Dates) || !slices.Contains(cmo.Landings, p.Landing) || !slices.Contains([]string{"board", "table"}, p.Campaigns) {
		return cmo.Errorf(cmo.Invalid, "Choose one of each list.")
	}
	if err := s.db.SetPreferences(c.Request().Context(), v.session, p); err != nil {
		return err
	}
	return redirect(c, withDone(paths.Account, "saved"))
}

// landing is where a tenant opens for a person.
func landing(u cmo.User, slug string) string {
	if p := u.Preferences.Landing; p != "" && p != "home" && slices.Contains(cmo.Landings, p) {
		return paths.Tenant(slug) + "/" + p
	}
	return paths.Tenant(slug)
}
