package paths

import "net/url"

// Invite is the page behind an invitation's link.
const Invite = "/invite"

// InviteLink is the address that the invited person opens. The secret stands in the query, which no log names.
func InviteLink(token string) string { return Invite + "?token=" + url.QueryEscape(token) }

// SettingsEdit is the form of a tenant's settings.
func SettingsEdit(slug string) string { return Settings(slug) + "/edit" }

// Member is where owners and admins change one membership.
func Member(slug, id string) string { return Members(slug) + "/" + url.PathEscape(id) }

// MemberRemove ends a membership.
func MemberRemove(slug, id string) string { return Member(slug, id) + "/remove" }

// InvitationRevoke ends an open invitation.
func InvitationRevoke(slug, id string) string {
	return Tenant(slug) + "/invitations/" + url.PathEscape(id) + "/revoke"
}

// Audit is what happened in a tenant.
func Audit(slug string) string { return Tenant(slug) + "/audit" }

// AuditExport takes out what the page is narrowed to.
func AuditExport(slug string) string { return Audit(slug) + "/export" }

// SettingsRestore sets back what one change of the settings changed.
func SettingsRestore(slug string) string { return Settings(slug) + "/restore" }
