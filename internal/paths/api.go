package paths

// The JSON API of a tenant.
const (
	API            = "/api/v1"
	Rest           = "/rest/v1"       // the shared tables as supabase-js reads them
	APIDescription = API + "/openapi" // with .json or .yaml behind it
)

// Tokens is the page of a tenant's API tokens.
func Tokens(tenant string) string { return "/t/" + tenant + "/tokens" }
