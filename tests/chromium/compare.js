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
 * Structural similarity (Wang, Bovik, Sheikh and Simoncelli, 2004) of windows of 8x8 whose top is there, each 4 from the
 * next, the first picture being moved down by so many pixels. Windows in which nothing happens in either picture are left
 * out: a plain ground would say that all is well.
 */
function row(a, b, { width, height }, top, down) {
  const [c1, c2] = [(0.01 * 255) ** 2, (0.03 * 255) ** 2];
  const found = { sum: 0, count: 0, least: 1 };
  if (top - down < 0 || top - down + 8 > height) return found;
  for (let left = 0; left + 8 <= width; left += 4) {
    let [sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0];
    for (let y = top; y < top + 8; y++) {
      for (let x = left; x < left + 8; x++) {
        const [p, q] = [a[(y - down) * width + x], b[y * width + x]];
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
    found.sum += index;
    found.count += 1;
    found.least = Math.min(found.least, index);
  }
  return found;
}

/**
 * The mean and the least of all windows, each band of them (a line of text, as a rule) moved down by that one of some
 * numbers of pixels, the first of them 0, with which it is most alike.
 */
function ssim(a, b, size, moves) {
  const all = { sum: 0, count: 0, least: 1, moved: 0 };
  let band = [];
  const close = () => {
    const moved = moves.map((down) => {
      const rows = band.map((top) => row(a, b, size, top, down));
      const total = (key) => rows.reduce((sum, row) => sum + row[key], 0);
      return { down, sum: total("sum"), count: total("count"), least: Math.min(...rows.map((row) => row.least)) };
    });
    const best = moved.reduce((best, one) => (one.sum / one.count > best.sum / best.count + 0.001 ? one : best));
    all.sum += best.sum;
    all.count += best.count;
    all.least = Math.min(all.least, best.least);
    all.moved += best.down === 0 ? 0 : 1;
    band = [];
  };
  for (let top = 0; top + 8 <= size.height; top += 4) {
    if (row(a, b, size, top, 0).count > 0) band.push(top);
    else if (band.length > 0) close();
  }
  if (band.length > 0) close();
  return { mean: all.count ? all.sum / all.count : 1, least: all.least, moved: all.moved };
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

async function compare(expectedUrl, actualUrl, moves) {
  const [expected, actual] = await Promise.all([pixels(expectedUrl), pixels(actualUrl)]);
  if (expected.width !== actual.width || expected.height !== actual.height) {
    throw new Error(`${actual.width}x${actual.height}, not ${expected.width}x${expected.height}`);
  }
  let largest = 0;
  for (let i = 0; i < expected.data.length; i++) {
    largest = Math.max(largest, Math.abs(expected.data[i] - actual.data[i]));
  }
  const [a, b] = [luma(expected), luma(actual)];
  const alike = ssim(a, b, expected, moves);
  return { ...alike, largest, picture: sideBySide(expected, actual) };
}
