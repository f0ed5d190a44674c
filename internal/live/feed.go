package live

import (
	"context"
	"crypto/sha256"
	"io"
	"net/http"
	"strings"
	"time"
)

// How feeds behave.
const (
	looks = 4                      // at once in a process, so that pages find connections, too
	gap   = 400 * time.Millisecond // between two looks of one feed
	life  = 10 * time.Minute       // then the reader comes again
	write = 10 * time.Second       // for a write to a slow reader
)

// Feed is a state that a reader follows as server-sent events: once at the start and at each change.
type Feed struct {
	Event, End string        // names of the event with the state, and of the one after its last
	Beat       time.Duration // between signs of life, each a proof that the reader may still look
	First      State
	Look       func(context.Context) (State, error)
	Passing    func(error) bool // tells an error after which another look may find the state
}

// State is what an event says. Over is not empty when it will not change any more: the end says it.
type State struct{ Data, Over string }

// Serve answers with a feed until it is over, the reader may no longer look or is gone, or the process stops.
// To a HEAD request it says that there is one.
func (s *Stream) Serve(out http.ResponseWriter, r *http.Request, f Feed) {
	ctx, cancel := context.WithTimeout(r.Context(), life)
	defer cancel()
	w := begin(out)
	if r.Method == http.MethodHead {
		return
	}
	beat := time.NewTicker(f.Beat)
	defer beat.Stop()
	for now, err := f.First, error(nil); ; now, err = f.Look(ctx) {
		switch {
		case err == nil:
			if w.state(f, now) != nil || now.Over != "" {
				return
			}
		case !f.Passing(err):
			return // the answer has begun: the reader comes again and is told
		}
		beaten, open := s.wait(ctx, beat.C)
		if !open || beaten && w.write(": still here\n\n") != nil {
			return
		}
	}
}

// wait sleeps for the gap, and then until something changes or a beat comes. open is false when the stream is over.
func (s *Stream) wait(ctx context.Context, beat <-chan time.Time) (beaten, open bool) {
	pause := time.NewTimer(gap)
	defer pause.Stop()
	select {
	case <-pause.C:
	case <-s.Done:
		return false, false
	case <-ctx.Done():
		return false, false
	}
	select {
	case <-s.Changed:
		return false, true
	case <-beat:
		return true, true
	case <-s.Done:
	case <-ctx.Done():
	}
	return false, false
}

// wire writes events to one reader.
type wire struct {
	out     io.Writer
	control *http.ResponseController
	last    [sha256.Size]byte
}

func begin(out http.ResponseWriter) *wire {
	out.Header().Set("Content-Type", "text/event-stream")
	out.Header().Set("X-Accel-Buffering", "no")
	out.WriteHeader(http.StatusOK)
	w := &wire{out: out, control: http.NewResponseController(out)}
	_ = w.control.SetReadDeadline(time.Time{}) // the server's own would end the request
	return w
}

// state sends a state that differs from the last one, and after the final one says that nothing more will come.
func (w *wire) state(f Feed, now State) error {
	if sum := sha256.Sum256([]byte(now.Data)); sum != w.last {
		w.last = sum
		if err := w.write("event: " + f.Event + "\ndata: " + strings.ReplaceAll(now.Data, "\n", "\ndata: ") + "\n\n"); err != nil {
			return err
		}
	}
	if now.Over == "" {
		return nil
	}
	return w.write("event: " + f.End + "\ndata: " + now.Over + "\n\n")
}

func (w *wire) write(text string) error {
	_ = w.control.SetWriteDeadline(time.Now().Add(write)) // where there is none, the connection's end is the limit
	if _, err := io.WriteString(w.out, text); err != nil {
		return err
	}
	return w.control.Flush()
}
