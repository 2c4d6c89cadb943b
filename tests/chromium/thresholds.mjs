// The least SSIM of each case: a little below what was seen (other versions of Chromium may draw a little differently), with
// the reason why it is not 1.

/** Cases in which nothing may be moved. */
export const shapes = {
  // Gradients, shadows and pictures: nothing but the last bit of a colour differs, and the filter of a photo made smaller.
  gradient_linear: 0.993,
  gradient_oklab: 0.997,
  gradient_oklch: 0.997,
  gradient_radial: 0.993,
  shadow: 0.996,
  object_fit: 0.991,
  // Boxes whose edges fall between two pixels: Chromium moves them onto a pixel, the renderer blends them.
  avatar: 0.95,
  radius: 0.98,
  flex: 0.89,
};

/** Cases in which a line of text may stand a pixel higher or lower: engines round its baseline each in its own way. */
export const texts = {
  // In the same lines and of the same widths: Chromium draws letters a little darker.
  arabic: 0.93,
  balance: 0.94,
  bidi: 0.92,
  clamp: 0.89,
  emoji: 0.96,
  hebrew: 0.92,
  line_height: 0.93,
  paragraph: 0.94,
  weights: 0.9,
  families: 0.91,
  // With spaced letters Chromium leaves out what a font does for neighbours: Inter's minus beside figures.
  letter_spacing: 0.88,
  title_wrap: 0.85,
  // In boxes whose edges fall between two pixels.
  text_align: 0.79,
};
