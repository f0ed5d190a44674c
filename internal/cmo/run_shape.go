package cmo

import (
	"reflect"
	"strings"
)

// InputField is a field of a mode's input as JSON has it: parts of objects by their path.
type InputField struct {
	Name, Type string
	Required   bool
}

var inputTypes = map[Mode]reflect.Type{
	ModeSetup: reflect.TypeFor[SetupInput](), ModeStrategy: reflect.TypeFor[StrategyInput](), ModeFunnels: reflect.TypeFor[FunnelsInput](),
	ModeCampaigns: reflect.TypeFor[CampaignsInput](), ModeContent: reflect.TypeFor[ContentInput](), ModeOptimization: reflect.TypeFor[OptimizationInput](),
}

// InputFields are the fields of a mode's input, read from its Go type, so that no list of them can be out of date.
func InputFields(mode Mode) []InputField {
	if t := inputTypes[mode]; t != nil {
		return fieldsOfType("", t, 0)
	}
	return nil
}

// shapeDepth is how deep the fields of an input are listed; drafts of whole records stop there.
const shapeDepth = 2

func fieldsOfType(path string, t reflect.Type, depth int) []InputField {
	var out []InputField
	for f := range t.Fields() {
		name, rest, _ := strings.Cut(f.Tag.Get("json"), ",")
		if name == "" || name == "-" {
			continue
		}
		kind, inner := jsonWord(f.Type)
		out = append(out, InputField{path + name, kind, !strings.Contains(rest, "omitempty")})
		if inner != nil && depth+1 < shapeDepth {
			sign := "."
			if strings.HasPrefix(kind, "list") {
				sign = "[]."
			}
			out = append(out, fieldsOfType(path+name+sign, inner, depth+1)...)
		}
	}
	return out
}

// jsonWord names a type as JSON has it, with the struct that an object is described by.
func jsonWord(t reflect.Type) (word string, inner reflect.Type) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t.String() == "uuid.UUID":
		return "id", nil
	case t.Kind() == reflect.Slice:
		word, inner = jsonWord(t.Elem())
		return "list of " + word + "s", inner
	case t.Kind() == reflect.Struct:
		return "object", t
	case t.Kind() == reflect.String:
		return "text", nil
	case t.Kind() == reflect.Bool:
		return "true or false", nil
	}
	return "number", nil
}
