package web

import (
	"net/http"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/store"
	"github.com/ubigrowth/aicmo/views/pages"
)

// healthPage says how the installation is, against thresholds, and what to do about what is not well.
func (s *Server) healthPage(c echo.Context, p store.Platform) error {
	start := time.Now()
	h, err := p.Health(c.Request().Context())
	if err != nil {
		return err
	}
	took := time.Since(start)
	current, err := s.db.Migrated(c.Request().Context())
	if err != nil {
		return err
	}
	return s.platformPage(c, http.StatusOK, place{title: "Health", section: "Health"}, pages.Health(pages.NewHealthView(h, current, took, s.now())))
}
