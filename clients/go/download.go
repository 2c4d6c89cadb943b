package placard

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"google.golang.org/grpc/codes"

	"placard.dev/go/placardv1"
)

// Download is what was downloaded.
type Download struct {
	// Media type of the picture, for instance "image/png".
	ContentType string
	// Its size, in bytes.
	SizeBytes int64
}

// DownloadRender downloads a render's picture into a file, which is there only once it is whole; one that was there is
// replaced. If the connection breaks, it begins again.
func (c *Client) DownloadRender(ctx context.Context, renderID, path string) (Download, error) {
	for failures := 1; ; failures++ {
		whole, err := c.download(ctx, renderID, path)
		var failure *Error
		if err == nil || !errors.As(err, &failure) || failure.Code != codes.Unavailable || failures == attempts {
			return whole, err
		}
		c.connection.ResetConnectBackoff()
		if !pause(ctx, pauseAfter(failures, failure.RetryDelay)) {
			return Download{}, newError(ctx.Err())
		}
	}
}

func (c *Client) download(ctx context.Context, renderID, path string) (whole Download, err error) {
	var file *os.File
	defer func() {
		if file != nil && err != nil {
			_ = file.Close()
			_ = os.Remove(file.Name())
		}
	}()
	written := int64(0)
	keep := func(part *placardv1.DownloadRenderResponse) error {
		if file == nil {
			whole = Download{part.GetContentType(), part.GetSizeBytes()}
			// Beside the file that it becomes: elsewhere it could not be renamed to it.
			name := fmt.Sprintf(".%s.%s.part", filepath.Base(path), newID())
			var err error
			file, err = os.OpenFile(filepath.Join(filepath.Dir(path), name), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
			if err != nil {
				return err
			}
		}
		count, err := file.Write(part.GetData())
		written += int64(count)
		return err
	}
	var local error
	request := &placardv1.DownloadRenderRequest{RenderId: renderID}
	err = follow(ctx, c.Renders.DownloadRender, request, func(part *placardv1.DownloadRenderResponse) bool {
		local = keep(part)
		return local == nil
	})
	switch {
	case local != nil:
		return Download{}, local
	case !errors.Is(err, io.EOF):
		return Download{}, err
	case file == nil || written != whole.SizeBytes:
		return Download{}, unavailable("the picture ended after %d of %d bytes", written, whole.SizeBytes)
	}
	if err := errors.Join(file.Sync(), file.Close()); err != nil {
		return Download{}, err
	}
	if err := os.Rename(file.Name(), path); err != nil {
		return Download{}, err
	}
	return whole, nil
}
