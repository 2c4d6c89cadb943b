package placard

import (
	"os"
	"path/filepath"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"placard.dev/go/placardv1"
)

type chunks = grpc.ServerStreamingServer[placardv1.DownloadRenderResponse]

func picture(size int64, parts ...string) func(chunks) error {
	return func(stream chunks) error {
		for number, part := range parts {
			message := &placardv1.DownloadRenderResponse{Data: []byte(part)}
			if number == 0 {
				message.ContentType, message.SizeBytes = "image/png", size
			}
			if err := stream.Send(message); err != nil {
				return err
			}
		}
		return nil
	}
}

func files(t *testing.T, folder string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		names = append(names, entry.Name())
	}
	return names
}

func TestADownloadReplacesWhatWasThere(t *testing.T) {
	server, client := startBoth(t)
	server.download = func(stream chunks) error {
		// The first one ends too early, without a word.
		if server.calls.Load() == 1 {
			return picture(9, "half")(stream)
		}
		return picture(9, "half", "whole")(stream)
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "card.png")
	if err := os.WriteFile(path, []byte("the one before, which is longer"), 0o600); err != nil {
		t.Fatal(err)
	}
	whole, err := client.DownloadRender(t.Context(), "rnd_1", path)
	if err != nil || whole != (Download{"image/png", 9}) {
		t.Fatalf("%v, %v", whole, err)
	}
	if text, _ := os.ReadFile(path); string(text) != "halfwhole" || len(files(t, folder)) != 1 {
		t.Errorf("%q in %v", text, files(t, folder))
	}
}

func TestADownloadThatFailsLeavesNothing(t *testing.T) {
	server, client := startBoth(t)
	folder := t.TempDir()
	path := filepath.Join(folder, "card.png")

	server.download = func(stream chunks) error {
		_ = picture(9, "half")(stream)
		return refusal(codes.NotFound, "RESOURCE_NOT_FOUND")
	}
	if _, err := client.DownloadRender(t.Context(), "rnd_1", path); status.Code(err) != codes.NotFound {
		t.Errorf("found %v", err)
	}
	server.download = picture(9, "more than it says")
	if _, err := client.DownloadRender(t.Context(), "rnd_1", path); status.Code(err) != codes.Unavailable {
		t.Errorf("found %v", err)
	}
	if found := files(t, folder); len(found) != 0 {
		t.Errorf("left: %v", found)
	}
	calls := server.calls.Load()
	server.download = picture(4, "half")
	if _, err := client.DownloadRender(t.Context(), "rnd_1", filepath.Join(folder, "none", "card.png")); !os.IsNotExist(err) {
		t.Errorf("found %v", err)
	}
	if server.calls.Load() != calls+1 {
		t.Error("a folder that isn't there is no reason to download again")
	}
}
