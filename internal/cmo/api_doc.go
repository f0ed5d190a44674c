package cmo

// APIDoc is the description of the API for people, made from the one for programs.
type APIDoc struct {
	Groups  []APIGroup
	Schemas []APISchema
}

// APIGroup holds the calls about one kind of thing.
type APIGroup struct {
	Name  string
	Calls []APICall
}

// APICall is one operation.
type APICall struct {
	Method, Path, ID, Summary, Text string
	Params                          []APIField
	Body, Answer                    string // names of schemas, empty for none
	Curl, Example                   string
}

// APISchema is one shape of JSON.
type APISchema struct {
	Name, Text string
	Fields     []APIField
}

// APIField is a parameter or a field.
type APIField struct {
	Name, Type, Text string
	Schema           string // the schema that the type names
	Required         bool
}
