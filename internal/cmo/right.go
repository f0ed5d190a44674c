package cmo

import "slices"

// Right is what an act asks of its person.
type Right string

// The rights inside a tenant, the weakest first. Each includes membership, proved on every request.
const (
	RightRead    Right = "read"    // every member
	RightEdit    Right = "edit"    // change records, run agents, request reviews
	RightApprove Right = "approve" // approve, launch, pause
	RightManage  Right = "manage"  // members, settings, tokens
	RightOwn     Right = "own"     // owners, deactivation
)

// holders names the roles that hold a right.
var holders = map[Right][]Role{
	RightRead:    Roles,
	RightEdit:    {RoleOwner, RoleAdmin, RoleApprover, RoleMarketer},
	RightApprove: {RoleOwner, RoleAdmin, RoleApprover},
	RightManage:  {RoleOwner, RoleAdmin},
	RightOwn:     {RoleOwner},
}

// Can reports whether the role holds the right. No role holds a right that does not exist.
func (r Role) Can(right Right) bool { return slices.Contains(holders[right], r) }
