package cmo

import (
	"math"
	"strconv"
	"strings"
)

var currencySigns = map[string]string{"USD": "$", "EUR": "€", "GBP": "£", "CAD": "CA$", "AUD": "A$", "NZD": "NZ$", "JPY": "¥", "INR": "₹"}

// CurrencySign is the sign of a currency, its code if it has none.
func CurrencySign(currency string) string {
	if sign, ok := currencySigns[currency]; ok {
		return sign
	}
	return currency
}

// Money is an amount in a currency (ISO 4217, empty for none), with cents only where there are some.
func Money(currency string, amount float64) string {
	sign := CurrencySign(currency)
	if sign == currency && sign != "" { // a code stands apart
		sign += " "
	}
	return sign + Figure(math.Round(amount*100)/100, 2)
}

// Figure groups thousands; a fraction is shown with the given number of decimals.
func Figure(n float64, decimals int) string {
	if n == math.Trunc(n) {
		decimals = 0
	}
	whole, fraction, _ := strings.Cut(strconv.FormatFloat(math.Abs(n), 'f', decimals, 64), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if fraction != "" {
		whole += "." + fraction
	}
	if n < 0 {
		return "−" + whole
	}
	return whole
}

// Percent is a rate in per cent with at most one decimal: 15.9%.
func Percent(rate float64) string { return Figure(math.Round(rate*10)/10, 1) + "%" }
