package cmo

import (
	"encoding/json"
	"time"

	"github.com/google/uuid"
)

// RecordKind names a kind of editable record: everything of a tenant that people and runs write and that has versions.
type RecordKind string

// The kinds of record.
const (
	KindBrand     RecordKind = "brand"
	KindICP       RecordKind = "icp"
	KindOffer     RecordKind = "offer"
	KindPlan      RecordKind = "plan"
	KindMilestone RecordKind = "milestone"
	KindFunnel    RecordKind = "funnel"
	KindStage     RecordKind = "stage"
	KindCampaign  RecordKind = "campaign"
	KindChannel   RecordKind = "channel"
	KindAsset     RecordKind = "asset"
	KindVariant   RecordKind = "variant"
	KindEvent     RecordKind = "event"
)

// FieldType says how a column is stored, typed into a form and checked.
type FieldType string

// The types of a field. The stored form is that of JSON: a day is "2026-01-19", a moment RFC 3339.
const (
	FieldText    FieldType = "text"    // one line
	FieldLong    FieldType = "long"    // several lines
	FieldURL     FieldType = "url"     // http or https; never fetched
	FieldChoice  FieldType = "choice"  // one of Choices
	FieldNumber  FieldType = "number"  // may have decimals, not negative
	FieldPercent FieldType = "percent" // 0 to 100
	FieldInt     FieldType = "int"     // not negative
	FieldDecimal FieldType = "decimal" // of either sign; programs write it, no form does
	FieldBool    FieldType = "bool"
	FieldDay     FieldType = "day"
	FieldMoment  FieldType = "moment" // typed in the tenant's zone
	FieldList    FieldType = "list"   // texts: one a line
	FieldGroup   FieldType = "group"  // an object with Parts
	FieldRows    FieldType = "rows"   // objects with Parts, one a row
	FieldRef     FieldType = "ref"    // the id of a record of kind Ref
)

// Field is one column that people may edit. In a form its control is named like the column, a part COLUMN.PART.
type Field struct {
	Column   string
	Label    string
	Type     FieldType
	Required bool
	Choices  []string
	Max      int // largest length of a text or value of a number; 0 for the type's own
	Parts    []Field
	Ref      RecordKind
	Known    []string // stored values that a text or a list may hold: shown by their label, and others as they are
	Tags     bool     // a list of tags
	Metric   bool     // a text that names a metric: shown by its label
	Money    bool     // a number in the tenant's currency, or in that which the same group names
	UnitOf   string   // a number counted in what the metric in that part of the same group is counted in
}

// RecordType describes one kind of record. Table and columns are literals of this package: the store builds its
// statements from them and from nothing a request says.
type RecordType struct {
	Kind       RecordKind
	Table      string
	Name       string // the column that names a record
	Noun       string // "campaign", after "this"
	Collection string // its segment in URLs
	Parent     string // the column of the record it is a part of, empty for none
	ParentKind RecordKind
	Fields     []Field
}

// Type is the kind's description. An unknown kind has an empty one.
func (k RecordKind) Type() RecordType {
	if k == KindTenant {
		return TenantEntry
	}
	for _, t := range RecordTypes {
		if t.Kind == k {
			return t
		}
	}
	return RecordType{}
}

// TypeOfTable is the type of the records in a table. An unknown table has an empty one.
func TypeOfTable(table string) RecordType {
	for _, t := range RecordTypes {
		if t.Table == table {
			return t
		}
	}
	return RecordType{}
}

// Field finds a field by its column.
func (t RecordType) Field(column string) (Field, bool) {
	for _, f := range t.Fields {
		if f.Column == column {
			return f, true
		}
	}
	return Field{}, false
}

// Part reports that a record of this type cannot stand without its parent. Assets can.
func (t RecordType) Part() bool { return t.Parent != "" && t.Kind != KindAsset }

// Label is the word for a column on pages, also for one that nobody edits.
func (t RecordType) Label(column string) string {
	if f, ok := t.Field(column); ok {
		return f.Label
	}
	return Label(column)
}

// Fields are values of columns as JSON holds them. A column that is not there is not touched.
type Fields map[string]any

// UnmarshalJSON reads an object; its numbers keep the digits they were written with.
func (f *Fields) UnmarshalJSON(data []byte) error {
	m := map[string]any{}
	if err := decodeJSON(data, &m); err != nil {
		return err
	}
	*f = m
	return nil
}

// Record is the current version of one record.
type Record struct {
	ID         uuid.UUID
	Version    int
	Name       string
	ParentID   *uuid.UUID
	Data       Fields // the kind's editable columns
	Origin     Origin
	RunNo      *int64
	AuthorName string // who made the current version: the last editor, else the maker
	CreatedAt  time.Time
	UpdatedAt  time.Time
	ArchivedAt *time.Time
}

// Parent is the id of the record it is a part of, empty for none.
func (r Record) Parent() string {
	if r.ParentID == nil {
		return ""
	}
	return r.ParentID.String()
}

// RecordVersion is one saved version of a record.
type RecordVersion struct {
	Version    int
	Changed    []string // the columns that this version changed
	Data       Fields
	AuthorName string // empty: a run
	RunNo      *int64
	CreatedAt  time.Time
}

// VersionConflict is what a save over somebody else's newer version meets. Nothing was saved.
type VersionConflict struct {
	Kind    RecordKind
	Base    Fields // what the person started from; nil when it is not on record
	Current Record
}

func (c *VersionConflict) Error() string { return "a newer version was saved meanwhile" }

// NewVersionConflict is the error of a save over a newer version; errors.As finds the conflict in it.
func NewVersionConflict(c VersionConflict) error {
	by := ""
	if c.Current.AuthorName != "" {
		by = " by " + c.Current.AuthorName
	}
	return &Error{Kind: Conflict, Msg: "This " + c.Kind.Type().Noun + " was changed" + by + " while you were editing it. Nothing of yours was saved yet.", Err: &c}
}

// Built is a record that was made from a version of another.
type Built struct {
	Kind     string // of the record, a RecordKind
	ID       uuid.UUID
	Name     string
	Origin   Origin
	Version  int  // of the source, that it was built on or last kept for
	Live     bool // in the world now: active plans, scheduled and active campaigns, published content
	Archived bool
}

// SourceState is one record that another was made from, then and now.
type SourceState struct {
	Kind     string // of the source, a RecordKind
	ID       uuid.UUID
	Name     string
	BuiltOn  int
	Now      int
	Archived bool
}

// Moved reports that the source has changed since.
func (s SourceState) Moved() bool { return s.Now > s.BuiltOn || s.Archived }

// RecordOption is a record that a field of another may refer to.
type RecordOption struct {
	Kind string // a RecordKind
	ID   uuid.UUID
	Name string
	Of   string // the name of the record it is a part of, empty for none
}

// SourceRef is a version of a record that another is being made from.
type SourceRef struct {
	Kind    RecordKind
	ID      uuid.UUID
	Version int
}

// JSON is the fields as the database reads them.
func (f Fields) JSON() json.RawMessage {
	b, err := json.Marshal(f)
	if err != nil { // only values that came from JSON or a form are in it
		panic(err)
	}
	return b
}
