package cmo

import (
	"bytes"
	"encoding/csv"
	"reflect"
	"strings"
	"testing"
)

func TestWriteCSV_SafeAndWhole(t *testing.T) {
	t.Parallel()
	texts := []string{"=1+1", "+1", "-1", "@sum", "\tx", "\rx", "\n=x", `"quoted", with comma`, "two\nlines", "plain", "", "'already"}
	var list []ExportedCampaign
	for _, s := range texts {
		list = append(list, ExportedCampaign{Name: s})
	}
	var out bytes.Buffer
	if err := WriteCSV(&out, list); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&out).ReadAll()
	if err != nil || len(rows) != len(texts)+1 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	if n := reflect.TypeFor[ExportedCampaign]().NumField(); len(rows[0]) != n {
		t.Errorf("%d columns of %d fields", len(rows[0]), n)
	}
	for i, f := range reflect.VisibleFields(reflect.TypeFor[ExportedCampaign]()) {
		if f.Tag.Get("json") != rows[0][i] {
			t.Errorf("column %d is %q, the field %q", i, rows[0][i], f.Tag.Get("json"))
		}
	}
	for i, row := range rows[1:] {
		for _, cell := range row {
			if cell != "" && strings.ContainsAny(cell[:1], "=+-@\t\r\n") {
				t.Errorf("%q is taken for a formula", cell)
			}
		}
		want := strings.ReplaceAll(texts[i], "\r", "")
		if got := strings.ReplaceAll(strings.TrimPrefix(row[1], "'"), "\r", ""); got != strings.TrimPrefix(want, "'") {
			t.Errorf("%q became %q", texts[i], row[1])
		}
	}
}
