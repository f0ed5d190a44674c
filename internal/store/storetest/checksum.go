package storetest

import (
	"slices"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/ubigrowth/aicmo/internal/store"
)

// Checksum maps each table to one text for all of a tenant's rows in it. It reads as the administrator.
func (k *Kit) Checksum(t Tenant) map[string]string {
	k.t.Helper()
	conn := k.AdminConn()
	column := func(sql string) []string {
		rows, err := conn.Query(k.t.Context(), sql)
		if err != nil {
			k.t.Fatal(err)
		}
		list, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			k.t.Fatal(err)
		}
		return list
	}
	var parts []string
	for _, table := range column(store.TenantTables) {
		parts = append(parts, `SELECT '`+table+` ' || md5(coalesce(string_agg(md5(x::text), '' ORDER BY md5(x::text)), '')) || ' ' || count(*) FROM `+table+` x WHERE tenant_id = '`+t.ID.String()+`'`)
	}
	sums := map[string]string{}
	for _, line := range column(strings.Join(parts, " UNION ALL ")) {
		table, sum, _ := strings.Cut(line, " ")
		sums[table] = sum
	}
	return sums
}

// Differing lists the tables in which two checksums differ.
func Differing(before, after map[string]string) []string {
	var list []string
	for table, sum := range after {
		if before[table] != sum {
			list = append(list, table)
		}
	}
	slices.Sort(list)
	return list
}
