package web

import (
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/store"
)

func (s *Server) runLog(c echo.Context, sc store.Scope) error  { return nil }
func (s *Server) runPage(c echo.Context, sc store.Scope) error { return nil }
