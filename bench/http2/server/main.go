// Command http2-server is the far end of the measurement in ../http2.ts: Go's HTTP server, which most registries run
// on, over TLS. It offers HTTP/2 by ALPN and answers what a registry would: small documents, a long blob, an upload.
package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"strconv"
)

func blob(w http.ResponseWriter, r *http.Request) {
	size, err := strconv.ParseInt(r.URL.Query().Get("size"), 10, 64)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Length", strconv.FormatInt(size, 10))
	chunk := make([]byte, 32<<10)
	for rest := size; rest > 0; rest -= int64(len(chunk)) {
		if _, err := w.Write(chunk[:min(rest, int64(len(chunk)))]); err != nil {
			return
		}
	}
}

func upload(w http.ResponseWriter, r *http.Request) {
	length, err := io.Copy(io.Discard, r.Body)
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("X-Length", strconv.FormatInt(length, 10))
	w.WriteHeader(http.StatusCreated)
}

func main() {
	document := make([]byte, 2048)
	http.HandleFunc("GET /blob", blob)
	http.HandleFunc("PUT /blob", upload)
	http.HandleFunc("/small", func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(document) })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Println(listener.Addr())
	panic(http.ServeTLS(listener, nil, os.Args[1], os.Args[2]))
}
