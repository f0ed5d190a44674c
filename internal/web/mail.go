package web

import (
	"context"
	"time"

	"github.com/labstack/echo/v4"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// Mailer sends an invitation's link. It is sent from the request that made it, because it is kept nowhere.
type Mailer interface {
	Invite(ctx context.Context, i cmo.InviteMail) cmo.MailResult
}

// inviteDeadline is how long the page with the link waits for the mail server.
const inviteDeadline = 10 * time.Second

// mailInvite sends an invitation that is committed, and says what became of it. The link is shown in any case.
func (s *Server) mailInvite(c echo.Context, i cmo.InviteMail) *cmo.MailResult {
	if s.mailer == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(c.Request().Context(), inviteDeadline)
	defer cancel()
	got := s.mailer.Invite(ctx, i)
	if got.Problem != "" {
		s.log.Warn("an invitation was not mailed", "problem", got.Problem)
	}
	return &got
}
