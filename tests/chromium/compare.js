// Runs in the page: how alike two pictures are, and what a person would want to see of their difference.

/** The pixels of a picture's URL. */
async function pixels(url) {
  const image = new Image();
  image.src = url;
  await image.decode();
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight);
  const context = canvas.getContext("2d", { colorSpace: "srgb" });
  context.drawImage(image, 0, 0);
  return context.getImageData(0, 0, canvas.width, canvas.height);
}

/** Luma (Rec. 601), as the paper's implementations take it. */
function luma({ data }) {
  const grey = new Float64Array(data.length / 4);
  for (let i = 0; i < grey.length; i++) {
    grey[i] = 0.299 * data[4 * i] + 0.587 * data[4 * i + 1] + 0.114 * data[4 * i + 2];
  }
  return grey;
}

/**
 * Mean structural similarity (Wang, Bovik, Sheikh and Simoncelli, 2004) over windows of 8x8, each 4 from the next. Windows
 * in which nothing happens in either picture are left out: a plain ground would say that all is well. The first may be
 * moved right and down.
 */
function ssim(a, b, width, height, [right, down] = [0, 0]) {
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  let [sum, count, least] = [0, 0, 1];
  for (let top = Math.max(0, down); top + 8 <= height + Math.min(0, down); top += 4) {
    for (let left = Math.max(0, right); left + 8 <= width + Math.min(0, right); left += 4) {
      let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
      for (let y = top; y < top + 8; y++) {
        for (let x = left; x < left + 8; x++) {
          const [p, q] = [a[(y - down) * width + x - right], b[y * width + x]];
          sa += p;
          sb += q;
          saa += p * p;
          sbb += q * q;
          sab += p * q;
        }
      }
      const [ma, mb] = [sa / 64, sb / 64];
      const [va, vb, cov] = [saa / 64 - ma * ma, sbb / 64 - mb * mb, sab / 64 - ma * mb];
      if (va < 1 && vb < 1 && Math.abs(ma - mb) < 2) continue;
      const index = ((2 * ma * mb + c1) * (2 * cov + c2)) / ((ma * ma + mb * mb + c1) * (va + vb + c2));
      sum += index;
      count += 1;
      least = Math.min(least, index);
    }
  }
  return { mean: count ? sum / count : 1, least };
}

/** Expected, actual and difference (fourfold, on black) side by side, as a data URL. */
function sideBySide(expected, actual) {
  const { width, height } = expected;
  const difference = new ImageData(width, height);
  for (let i = 0; i < difference.data.length; i++) {
    difference.data[i] = i % 4 === 3 ? 255 : 4 * Math.abs(expected.data[i] - actual.data[i]);
  }
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [3 * width, height];
  const context = canvas.getContext("2d");
  [expected, actual, difference].forEach((picture, i) => context.putImageData(picture, i * width, 0));
  return canvas.toDataURL("image/png");
}

async function compare(expectedUrl, actualUrl) {
  const [expected, actual] = await Promise.all([pixels(expectedUrl), pixels(actualUrl)]);
  if (expected.width !== actual.width || expected.height !== actual.height) {
    throw new Error(`${actual.width}x${actual.height}, not ${expected.width}x${expected.height}`);
  }
  let largest = 0;
  for (let i = 0; i < expected.data.length; i++) {
    largest = Math.max(largest, Math.abs(expected.data[i] - actual.data[i]));
  }
  const [a, b] = [luma(expected), luma(actual)];
  const { mean, least } = ssim(a, b, expected.width, expected.height);
  // Where it would have to be moved to be most alike: a line that is a pixel off looks like another text.
  let moved = { mean, by: [0, 0] };
  for (const down of [-2, -1, 0, 1, 2]) {
    for (const right of [-1, 0, 1]) {
      const there = ssim(a, b, expected.width, expected.height, [right, down]);
      if (there.mean > moved.mean + 0.001) moved = { mean: there.mean, by: [right, down] };
    }
  }
  return { mean, least, largest, moved, picture: sideBySide(expected, actual) };
}
