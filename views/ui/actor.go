package ui

import (
	"context"
	"io"
)

// ActorKind says what acted.
type ActorKind string

// Who can act.
const (
	ActorPerson   ActorKind = ""
	ActorAI       ActorKind = "ai"
	ActorSchedule ActorKind = "schedule"
	ActorAPI      ActorKind = "api"
)

// Actor is an avatar with the name beside it.
type Actor struct {
	Name string
	Kind ActorKind
}

// Render writes the actor.
func (a Actor) Render(ctx context.Context, w io.Writer) error { return actor(a).Render(ctx, w) }

func avatarSize(s Size) string {
	switch s {
	case Medium:
		return "avatar-md"
	case Large:
		return "avatar-lg"
	}
	return ""
}
