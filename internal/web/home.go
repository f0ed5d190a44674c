package web

import (
	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/store"
)

func (s *Server) home(c echo.Context, sc store.Scope) error { return nil }
