package store

import (
	"maps"

	"github.com/google/uuid"

	"github.com/ubigrowth/aicmo/internal/cmo"
)

// AddByProgram adds a row of a table in a program's name. Its id is the one that is named, or a new one.
func (w *Writer) AddByProgram(table RestTable, in cmo.Fields) (uuid.UUID, error) {
	if err := w.mayWrite(table); err != nil {
		return uuid.Nil, err
	}
	id, _, err := w.put(RestChange{Table: table}, maps.Clone(in))
	return id, err
}

// HoldForProgram holds a row that a program is about to change until the transaction ends.
func (w *Writer) HoldForProgram(table RestTable, id uuid.UUID) error {
	_, err := w.held(table, id)
	return err
}

func (w *Writer) held(table RestTable, id uuid.UUID) (programRow, error) {
	if err := w.mayWrite(table); err != nil {
		return programRow{}, err
	}
	if programType(table).Table == "" {
		return programRow{}, cmo.ErrNotFound
	}
	rows, err := w.lockRow(table, id)
	if err == nil && (len(rows) == 0 || rows[0].Archived) {
		err = cmo.ErrNotFound
	}
	if err != nil {
		return programRow{}, err
	}
	return rows[0], nil
}

// ChangeByProgram writes what a program says of a row, and gives the change sets that wait instead.
func (w *Writer) ChangeByProgram(table RestTable, id uuid.UUID, in cmo.Fields) ([]uuid.UUID, error) {
	row, err := w.held(table, id)
	if err == nil {
		_, err = w.changeRow(table, row, in)
	}
	return w.waiting, err
}

// ArchiveByProgram takes a row off every list.
func (w *Writer) ArchiveByProgram(table RestTable, id uuid.UUID) error {
	row, err := w.held(table, id)
	if err != nil {
		return err
	}
	return w.archiveRow(table, row)
}
