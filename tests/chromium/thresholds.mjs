// The least SSIM of each case: a little below what was seen, with the reason why it is not 1.

export const thresholds = {
  // Gradients, shadows and pictures: nothing but the last bit of a colour differs, and the filter of a photo made smaller.
  gradient_linear: 0.993,
  gradient_oklab: 0.997,
  gradient_oklch: 0.997,
  gradient_radial: 0.993,
  shadow: 0.996,
  object_fit: 0.991,
  // Boxes whose edges fall between two pixels: Chromium moves them onto a pixel, the renderer blends them.
  avatar: 0.898,
  radius: 0.88,
  flex: 0.705,
  // Text whose letters are the same and in the same lines: Chromium rounds a line's baseline to a pixel and draws letters a
  // little darker.
  arabic: 0.54,
  bidi: 0.851,
  clamp: 0.621,
  emoji: 0.64,
  families: 0.777,
  hebrew: 0.556,
  letter_spacing: 0.595,
  title_wrap: 0.784,
  weights: 0.677,
  // Inter between 18 and 32 pixels: Chromium follows its optical size axis, the renderer has two steps of it, so that letters
  // are of other widths and lines break elsewhere. Held so that it does not get worse.
  balance: 0.389,
  line_height: 0.343,
  paragraph: 0.066,
  text_align: 0.491,
};
