// Package mailtest is a mail server for tests: on the loopback, with STARTTLS and one user.
package mailtest

import (
	"bufio"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"fmt"
	"net"
	"net/http/httptest"
	"net/textproto"
	"strings"
	"sync"
	"testing"
)

// The server lets in this user with this password.
const (
	User     = "console"
	Password = "canary-smtp-pass/word@1" //nolint:gosec // of this test server
)

// Mail is what the server took.
type Mail struct {
	From, To string
	Data     string
}

// Server takes mail over TLS only.
type Server struct {
	Host  string
	Port  int
	Trust *tls.Config // what a sender has to trust

	mu       sync.Mutex
	mails    []Mail
	answers  map[string]string // by command; empty: hang up
	asked    []string
	done     chan struct{}
	listener net.Listener
	secure   bool // from the first byte
	cert     *tls.Config
}

// New starts a server with STARTTLS for the time of a test.
func New(t testing.TB) *Server { return start(t, false) }

// NewTLS starts one that speaks TLS from the first byte.
func NewTLS(t testing.TB) *Server { return start(t, true) }

func start(t testing.TB, secure bool) *Server {
	t.Helper()
	web := httptest.NewTLSServer(nil) // for its certificate, which is for this address
	pool := x509.NewCertPool()
	pool.AddCert(web.Certificate())
	l, err := net.Listen("tcp", "127.0.0.1:0") //nolint:noctx // a test's
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, Trust: &tls.Config{RootCAs: pool, MinVersion: tls.VersionTLS12}, //nolint:forcetypeassert // asked for
		answers: map[string]string{}, done: make(chan struct{}), listener: l, secure: secure, cert: &tls.Config{Certificates: web.TLS.Certificates, MinVersion: tls.VersionTLS12}}
	web.Close()
	go s.accept()
	t.Cleanup(func() { close(s.done); _ = l.Close() })
	return s
}

// Answer makes the server answer a command otherwise: "RCPT", "DATA" (before the text), "." (after it), "AUTH", "EHLO", "220" (its
// first word), "RSET", "QUIT". "hang" says nothing until the end, "" is its usual answer again.
func (s *Server) Answer(command, with string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answers[command] = with
}

// Mails are those that the server took.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail{}, s.mails...)
}

// Asked are the commands that came, without what they held.
func (s *Server) Asked() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.asked, " ")
}

func (s *Server) accept() {
	for {
		conn, err := s.listener.Accept()
		if err != nil {
			return
		}
		go func() {
			defer func() { _ = conn.Close() }()
			if s.secure {
				conn = tls.Server(conn, s.cert)
			}
			s.talk(conn)
		}()
	}
}

// say answers a command: with what a test wants, or the usual. False: the talk is over.
func (s *Server) say(c net.Conn, command, usual string) bool {
	s.mu.Lock()
	s.asked = append(s.asked, command)
	with := s.answers[command]
	s.mu.Unlock()
	if with == "hang" {
		<-s.done
		return false
	}
	if with == "" {
		with = usual
	}
	_, err := fmt.Fprintf(c, "%s\r\n", with)
	return err == nil && with == usual
}

func (s *Server) keep(m Mail) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mails = append(s.mails, m)
}

// address notes whom a mail is from or to.
func (m *Mail) address(command, rest string) {
	address := rest[strings.IndexByte(rest, '<')+1 : strings.IndexByte(rest, '>')]
	if command == "MAIL" {
		m.From = address
	} else {
		m.To = address
	}
}

// credentials are what AUTH PLAIN says.
func credentials(rest string) string {
	_, encoded, _ := strings.Cut(rest, " ")
	given, _ := base64.StdEncoding.DecodeString(encoded)
	return string(given)
}

func (s *Server) talk(c net.Conn) {
	if !s.say(c, "220", "220 mailtest") {
		return
	}
	var m Mail
	r, secure, in := textproto.NewReader(bufio.NewReader(c)), s.secure, false
	for {
		line, err := r.ReadLine()
		if err != nil {
			return
		}
		command, rest, _ := strings.Cut(line, " ")
		switch command = strings.ToUpper(command); command {
		case "EHLO":
			offer := "250-mailtest\r\n250 STARTTLS"
			if secure {
				offer = "250-mailtest\r\n250 AUTH PLAIN"
			}
			s.say(c, command, offer)
		case "STARTTLS":
			s.say(c, command, "220 go ahead")
			c = tls.Server(c, s.cert)
			r, secure = textproto.NewReader(bufio.NewReader(c)), true
		case "AUTH":
			given := credentials(rest)
			if in = given == "\x00"+User+"\x00"+Password; !in {
				s.say(c, command, "535 5.7.8 no: "+given)
				continue
			}
			s.say(c, command, "235 come in")
		case "MAIL", "RCPT":
			if !in {
				s.say(c, command, "530 who are you")
				continue
			}
			if s.say(c, command, "250 ok") {
				m.address(command, rest)
			}
		case "DATA":
			if !s.say(c, command, "354 go on") {
				continue
			}
			data, err := r.ReadDotBytes()
			if err != nil {
				return
			}
			m.Data = string(data)
			if s.say(c, ".", "250 taken") {
				s.keep(m)
			}
		case "QUIT":
			s.say(c, command, "221 bye")
			return
		default:
			s.say(c, command, "250 ok")
		}
	}
}
