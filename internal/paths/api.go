package paths

import "strings"

// The JSON API of a tenant.
const (
	API            = "/api/v1"
	Rest           = "/rest/v1"       // the shared tables as supabase-js reads them
	APIDescription = API + "/openapi" // with .json or .yaml behind it
)

// ForProgram reports that a path is of a program, which sends JSON and reads JSON, errors too.
func ForProgram(path string) bool {
	return strings.HasPrefix(path, API+"/") || strings.HasPrefix(path, Rest+"/")
}

// Tokens is the page of a tenant's API tokens.
func Tokens(tenant string) string { return "/t/" + tenant + "/tokens" }
