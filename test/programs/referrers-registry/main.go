// Command referrers-registry serves go-containerregistry's registry with its referrers API, which
// "crane registry serve" leaves off, on the address that is its only argument.
package main

import (
	"io"
	"log"
	"net/http"
	"os"
	"time"

	"github.com/google/go-containerregistry/pkg/registry"
)

// headTime is how long a client may take to send the head of a request.
const headTime = 5 * time.Second

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: referrers-registry HOST:PORT")
	}
	quiet := log.New(io.Discard, "", 0)
	server := &http.Server{
		Addr:              os.Args[1],
		Handler:           registry.New(registry.Logger(quiet), registry.WithReferrersSupport(true)),
		ReadHeaderTimeout: headTime,
	}
	log.Fatal(server.ListenAndServe())
}
