package store

import (
	"fmt"
	"io"
	"reflect"
	"strings"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
)

// Rows is the result of a query that gives any number of rows.
type Rows[T any] struct {
	r    *Reader
	sql  string
	list []T
	done bool
}

// Get sends what has been declared so far, if that has not happened yet, and returns the rows.
func (q *Rows[T]) Get() ([]T, error) {
	if !q.done {
		if err := q.r.flush(false); err != nil {
			return nil, err
		}
	}
	return q.list, nil
}

// List returns the rows after Scope.Read has returned without an error.
func (q *Rows[T]) List() []T { return q.list }

// One is the result of a query that gives exactly one row. No row is cmo.ErrNotFound.
type One[T any] struct{ rows Rows[T] }

// Get sends what has been declared so far, if that has not happened yet, and returns the row.
func (q *One[T]) Get() (T, error) {
	list, err := q.rows.Get()
	if err != nil {
		var zero T
		return zero, err
	}
	return list[0], nil
}

// Value returns the row after Scope.Read has returned without an error.
func (q *One[T]) Value() T { return q.rows.list[0] }

// many declares a query whose columns are the fields of T by name.
func many[T any](r *Reader, sql string, args pgx.NamedArgs) *Rows[T] {
	q := &Rows[T]{r: r, sql: sql}
	r.add(sql, args, q.read)
	return q
}

// one is many for exactly one row.
func one[T any](r *Reader, sql string, args pgx.NamedArgs) *One[T] {
	q := &One[T]{rows: Rows[T]{r: r, sql: sql}}
	r.add(sql, args, func(rows pgx.Rows) error {
		if err := q.rows.read(rows); err != nil {
			return err
		}
		if len(q.rows.list) == 0 && r.conn.Conn().IsClosed() { // the server went away in the middle: that says nothing of the row
			return io.ErrUnexpectedEOF
		}
		if len(q.rows.list) == 0 {
			return pgx.ErrNoRows
		}
		return nil
	})
	return q
}

func (q *Rows[T]) read(rows pgx.Rows) error {
	defer rows.Close()
	if err := sameColumns[T](q.sql, rows.FieldDescriptions()); err != nil {
		return err
	}
	list, err := pgx.CollectRows(rows, pgx.RowToStructByName[T])
	q.list, q.done = list, err == nil
	return err
}

// exec runs a change at once, after what was declared before it.
func (w *Writer) exec(sql string, args pgx.NamedArgs) error {
	w.add(sql, args, drain)
	return w.flush(false)
}

// drain reads a result without rows.
func drain(rows pgx.Rows) error {
	rows.Close()
	return rows.Err()
}

type fitted struct {
	row reflect.Type
	sql string
}

var checked sync.Map // fitted → struct{}: the query's columns fitted once

// sameColumns compares a result's columns with the fields of T. pgx.RowToStructByName looks only when there is a row,
// so that a wrong query would pass every test on an empty table.
func sameColumns[T any](sql string, columns []pgconn.FieldDescription) error {
	t := reflect.TypeFor[T]()
	key := fitted{t, sql}
	if _, ok := checked.Load(key); ok {
		return nil
	}
	want := map[string]bool{}
	for _, f := range reflect.VisibleFields(t) {
		if f.IsExported() && !f.Anonymous && f.Tag.Get("db") != "-" {
			want[columnKey(f.Name, f.Tag.Get("db"))] = true
		}
	}
	for _, c := range columns {
		name := columnKey(c.Name, "")
		if !want[name] {
			return fmt.Errorf("store: column %q has no field in %s", c.Name, t)
		}
		delete(want, name)
	}
	if len(want) > 0 {
		return fmt.Errorf("store: the query for %s lacks the columns of %v", t, want)
	}
	checked.Store(key, struct{}{})
	return nil
}

func columnKey(name, tag string) string {
	if tag != "" {
		name = tag
	}
	return strings.ToLower(strings.ReplaceAll(name, "_", ""))
}
