// Package placard is the client for Placard, the server that renders social cards and delivers them.
//
// The services are those of the package placardv1, which is generated; what is here makes calls steady: they have a
// deadline, are repeated where that is safe, and fail with an [*Error] that says why. Besides, there are lists as
// iterators ([All]), streams that go on when the connection breaks ([Client.WatchDeliveries],
// [Client.StreamEvents], [Client.WatchRender], [Client.WatchBatch]), downloads into files ([Client.DownloadRender]), and the check of whether a webhook is Placard's ([VerifyWebhook],
// [VerifyPicture], [VerifyHex]).
package placard
