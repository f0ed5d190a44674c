package pages

import (
	"slices"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// formCell is one control's place in a block: in one of two columns or over both.
type formCell struct{ Column, Class string }

// cells lays a block out in two columns. Large controls take the whole row, and so does a text that would stand alone in one:
// dates, figures and choices keep their width.
func (f RecordForm) cells(s FieldSet) []formCell {
	const wide, half = "min-w-0 md:col-span-2", "min-w-0"
	var out []formCell
	open := false // the row has one half
	closeRow := func() {
		if open && f.stretches(out[len(out)-1].Column) {
			out[len(out)-1].Class = wide
		}
		open = false
	}
	for _, column := range s.Columns {
		if f.wide(column) {
			closeRow()
			out = append(out, formCell{column, wide})
			continue
		}
		out, open = append(out, formCell{column, half}), !open
	}
	closeRow()
	return out
}

func (f RecordForm) wide(column string) bool {
	field, _ := f.Type.Field(column)
	switch field.Type {
	case cmo.FieldLong, cmo.FieldGroup, cmo.FieldRows:
		return true
	}
	return field.Column == f.Type.Name
}

func (f RecordForm) stretches(column string) bool {
	field, _ := f.Type.Field(column)
	switch field.Type {
	case cmo.FieldText, cmo.FieldURL:
		return true
	case cmo.FieldList:
		return field.Ref == ""
	}
	return false
}

// rowGrid lays a row out so that no value stands alone in a second line: four by four where there is room, else by three or,
// of two, with room for the longer second. Where all stand in one line, the first row's labels head the others too.
func rowGrid(f cmo.Field, row int) string {
	class, once := "grid gap-3 sm:grid-cols-3 items-start p-3", "sm:[&_.lab]:sr-only"
	long := slices.ContainsFunc(f.Parts, func(p cmo.Field) bool { return p.Type == cmo.FieldLong })
	switch {
	case len(f.Parts) == 2 && !long:
		class = "grid gap-3 sm:grid-cols-[1fr_2fr] items-start p-3"
	case len(f.Parts) == 4:
		class, once = "grid gap-3 sm:grid-cols-2 lg:grid-cols-4 items-start p-3", "lg:[&_.lab]:sr-only"
	}
	if row > 0 && len(f.Parts) <= 4 && !long {
		return class + " " + once
	}
	return class
}

func partClass(p cmo.Field) string {
	if p.Type == cmo.FieldRows || p.Type == cmo.FieldLong {
		return "min-w-0 sm:col-span-3"
	}
	return "min-w-0"
}
