package cmo_test

import (
	"slices"
	"testing"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

func TestMentioned(t *testing.T) {
	t.Parallel()
	ann, anna, leeds, zoe, zoe2, odd := uuid.New(), uuid.New(), uuid.New(), uuid.New(), uuid.New(), uuid.New()
	members := []cmo.Member{{ID: ann, Name: "Ann Lee"}, {ID: anna, Name: "Anna Kern"}, {ID: leeds, Name: "Ann Leeds"}, {ID: zoe, Name: "Zoë Ray"}, {ID: zoe2, Name: "zoë ray"}, {ID: odd, Name: "Ölaf"}, {ID: uuid.New(), Name: " "}}
	for text, want := range map[string][]uuid.UUID{
		"please look, @ANN LEE!":       {ann},
		"@Ann Leeds and @anna":         {leeds, anna},
		"@Ann, which of you?":          nil, // two of that first name
		"@Anna Kern @anna kern":        {anna},
		"@Annabel":                     nil,
		"write to x@anna.example":      nil,
		"@zoë ray":                     {zoe, zoe2},
		"@Zoë":                         nil,
		"(@ölaf)":                      {odd},
		"@":                            nil,
		"@@Ölaf @ Ann Lee":             {odd},
		"nobody":                       nil,
		"@Ann Lee, @Ann Leeds, @Ann  ": {ann, leeds},
	} {
		if got := cmo.Mentioned(text, members); !slices.Equal(got, want) {
			t.Errorf("%q: %d members, want %d", text, len(got), len(want))
		}
	}
}
