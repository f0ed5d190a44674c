package cmo

import (
	"math"
	"regexp"
	"strconv"
	"strings"
)

var hexColor = regexp.MustCompile(`^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})$`)

// Color is a colour written as #rrggbb or #rgb.
type Color string

// Valid reports whether the colour can be read.
func (c Color) Valid() bool { return hexColor.MatchString(string(c)) }

// Contrast is the ratio of two colours' lightness as WCAG 2 defines it: 1 for the same, 21 for black on white. 0 means
// that one of them cannot be read.
func Contrast(a, b Color) float64 {
	if !a.Valid() || !b.Valid() {
		return 0
	}
	la, lb := a.luminance(), b.luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

// TextOn is the colour, white or black, in which text reads better on this one.
func (c Color) TextOn() Color {
	if Contrast(c, "#ffffff") >= Contrast(c, "#000000") {
		return "#ffffff"
	}
	return "#000000"
}

// luminance weighs the channels as WCAG 2 does.
func (c Color) luminance() float64 {
	hex := strings.TrimPrefix(string(c), "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			return 0
		}
		v := float64(n) / 255
		if v <= 0.04045 {
			v /= 12.92
		} else {
			v = math.Pow((v+0.055)/1.055, 2.4)
		}
		sum += weight * v
	}
	return sum
}
