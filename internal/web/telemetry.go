package web

import (
	"crypto/sha256"
	"crypto/subtle"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/labstack/echo/v4"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/ubigrowth/aicmo/internal/cmo"
	"github.com/ubigrowth/aicmo/internal/store"
)

// telemetry counts what the console does, for a Prometheus server. Labels are routes and kinds of status: never a tenant, a
// person or an id, which would tell about people and grow without end.
type telemetry struct {
	token    [sha256.Size]byte
	on       bool
	requests *prometheus.HistogramVec
	active   prometheus.Gauge
	handler  http.Handler
	known    map[string]bool // the patterns of the route table
	rates    *rates
}

func newTelemetry(token string, db *store.DB, routes []Route, now func() time.Time) *telemetry {
	m := &telemetry{token: sha256.Sum256([]byte(token)), on: token != "", known: map[string]bool{}, rates: newRates(now)}
	for _, r := range routes {
		m.known[r.Path] = true
	}
	m.requests = prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "aicmo_http_request_duration_seconds", Help: "How long requests took, by route and kind of status.",
		Buckets: latencies,
	}, []string{"method", "route", "status"})
	m.active = prometheus.NewGauge(prometheus.GaugeOpts{Name: "aicmo_http_requests_active", Help: "Requests under way."})
	registry := prometheus.NewRegistry()
	registry.MustRegister(m.requests, m.active, collectors.NewBuildInfoCollector(), collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	if db != nil {
		registry.MustRegister(poolCollector{db})
	}
	m.handler = promhttp.HandlerFor(registry, promhttp.HandlerOpts{DisableCompression: true})
	return m
}

// measure times each request. It stands outside of everything, so that a panic counts as the 500 that it became.
func (m *telemetry) measure(next echo.HandlerFunc) echo.HandlerFunc {
	return func(c echo.Context) error {
		start := time.Now()
		m.active.Inc()
		defer m.active.Dec()
		err := next(c)
		method, route := c.Request().Method, c.Path()
		if !m.known[route] {
			route = "none" // whatever somebody typed is no label
		}
		if method != http.MethodGet && method != http.MethodHead && method != http.MethodPost {
			method = "other"
		}
		if isStream(c.Path()) { // how long one stays says nothing of how quick we are
			return err
		}
		took := time.Since(start)
		m.rates.note(c.Response().Status, took)
		m.requests.WithLabelValues(method, route, strconv.Itoa(c.Response().Status/100)+"xx").Observe(took.Seconds())
		return err
	}
}

// telemetryPage is for the holder of AICMO_METRICS_TOKEN. To everyone else, and without a token, it does not exist.
func (s *Server) telemetryPage(c echo.Context) error {
	given, _ := strings.CutPrefix(c.Request().Header.Get("Authorization"), "Bearer ")
	sum := sha256.Sum256([]byte(given))
	if same := subtle.ConstantTimeCompare(sum[:], s.telemetry.token[:]) == 1; !s.telemetry.on || !same {
		return cmo.ErrNotFound
	}
	s.telemetry.handler.ServeHTTP(c.Response(), c.Request())
	return nil
}

// poolCollector reads the connections of the database when it is asked.
type poolCollector struct{ db *store.DB }

var (
	poolConns = prometheus.NewDesc("aicmo_db_connections", "Connections to the database, by state.", []string{"state"}, nil)
	poolLimit = prometheus.NewDesc("aicmo_db_connections_max", "How many connections there may be.", nil, nil)
	poolTaken = prometheus.NewDesc("aicmo_db_acquires_total", "How often a connection was taken.", nil, nil)
	poolWait  = prometheus.NewDesc("aicmo_db_acquire_wait_seconds_total", "How long requests waited for a connection.", nil, nil)
	poolEmpty = prometheus.NewDesc("aicmo_db_acquires_waited_total", "How often no connection was free at once.", nil, nil)
	poolGone  = prometheus.NewDesc("aicmo_db_acquires_failed_total", "How often a request ended while it waited for a connection.", nil, nil)
)

func (p poolCollector) Describe(ch chan<- *prometheus.Desc) { prometheus.DescribeByCollect(p, ch) }

func (p poolCollector) Collect(ch chan<- prometheus.Metric) {
	s := p.db.Stats()
	gauge := func(d *prometheus.Desc, v float64, labels ...string) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, v, labels...)
	}
	count := func(d *prometheus.Desc, v float64) {
		ch <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, v)
	}
	gauge(poolConns, float64(s.InUse), "in_use")
	gauge(poolConns, float64(s.Idle), "idle")
	gauge(poolLimit, float64(s.Max))
	count(poolTaken, float64(s.Acquires))
	count(poolWait, s.Waited.Seconds())
	count(poolEmpty, float64(s.AcquiresWaited))
	count(poolGone, float64(s.AcquiresFailed))
}
