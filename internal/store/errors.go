package store

import (
	"context"
	"errors"
	"io"
	"net"
	"syscall"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// ErrNoScope is returned by a zero Scope: a fault of ours, never a user's.
var ErrNoScope = errors.New("store: no scope")

// ErrNoSession means that nobody is signed in (any more).
var ErrNoSession = cmo.Errorf(cmo.SignIn, "Your session has ended. Sign in to go on.")

// errRefused is CM404 of app.enter and its kin: to the person, the tenant does not exist.
const (
	stateRefused   = "CM404"
	stateForbidden = "CM403"
	stateGap       = "CM409"
	stateLost      = "CM410"
)

// gaps are the reasons of CM409 in words: why a campaign is not approved or launched now.
var gaps = map[string]string{
	"stale":          "The campaign changed after its approval. Have it reviewed again before it is launched.",
	"inputs":         "The brand, ICP or offer behind this campaign changed after its approval. An approver keeps or renews the approval first.",
	"used":           "People have worked with it since, so it is not taken back. Switch the tenant off instead.",
	"four_eyes":      "In this tenant the approver must be somebody else than the people who made or edited what is approved.",
	"too_many_tests": "This endpoint got ten tests in the last minute. Wait a moment before you send another.",
}

// classify turns an error of the database into one with a kind. SQLSTATE decides; the text stays in the cause.
func classify(err error) error {
	var e *cmo.Error
	var pg *pgconn.PgError
	switch {
	case err == nil, errors.As(err, &e):
		return err
	case errors.Is(err, pgx.ErrNoRows):
		return cmo.ErrNotFound
	case errors.As(err, &pg):
		return classifyState(pg)
	case unreachable(err):
		return &cmo.Error{Kind: cmo.Unavailable, Msg: "The database does not answer. Nothing was changed; try again in a moment.", Err: err}
	}
	return err
}

func classifyState(pg *pgconn.PgError) error {
	switch pg.Code {
	case stateRefused:
		return cmo.ErrNotFound
	case stateForbidden:
		return &cmo.Error{Kind: cmo.Forbidden, Msg: "Your role does not allow this step.", Err: pg}
	case stateLost:
		return ErrLost
	case stateGap:
		return &cmo.Error{Kind: cmo.Conflict, Msg: gaps[pg.Message], Err: pg}
	case "23505":
		return &cmo.Error{Kind: cmo.Conflict, Msg: "Something with this name or number exists already.", Err: pg}
	case "23503":
		return &cmo.Error{Kind: cmo.Invalid, Msg: "This refers to something that does not exist.", Err: pg}
	case "23514", "23502", "22001", "22003", "22007", "22008", "22021", "22P02", "22P05":
		return &cmo.Error{Kind: cmo.Invalid, Msg: "A value is not allowed here.", Err: pg}
	case "57014", "55P03", "57P01", "57P02", "57P03", "53300", "53100", "25P03":
		return &cmo.Error{Kind: cmo.Unavailable, Msg: "The database is busy. Nothing was changed; try again in a moment.", Err: pg}
	}
	if pg.Code[:2] == "08" {
		return &cmo.Error{Kind: cmo.Unavailable, Msg: "The database does not answer. Nothing was changed; try again in a moment.", Err: pg}
	}
	return pg
}

func unreachable(err error) bool {
	var op *net.OpError
	var connect *pgconn.ConnectError
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &op) || errors.As(err, &connect) || pgconn.SafeToRetry(err) || errors.Is(err, net.ErrClosed) ||
		errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, syscall.EPIPE) || errors.Is(err, syscall.ECONNRESET)
}
