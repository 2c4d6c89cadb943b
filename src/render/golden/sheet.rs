//! Pictures side by side, as the docs show them.

use skia_safe::{Color, FilterMode, Image, MipmapMode, Paint, Rect, SamplingOptions, Surface, surfaces};

pub struct Sheet(Surface);

impl Sheet {
    pub fn new(width: f32, height: f32) -> Sheet {
        let mut surface = surfaces::raster_n32_premul((width as i32, height as i32)).unwrap();
        surface.canvas().clear(Color::from_rgb(0xd4, 0xd8, 0xe0));
        Sheet(surface)
    }

    pub fn put(&mut self, image: &Image, (x, y): (f32, f32), (width, height): (f32, f32)) {
        let sampling = SamplingOptions::new(FilterMode::Linear, MipmapMode::Linear);
        let place = Rect::from_xywh(x, y, width, height);
        self.0.canvas().draw_image_rect_with_sampling_options(image, None, place, sampling, &Paint::default());
    }

    pub fn image(mut self) -> Image {
        self.0.image_snapshot()
    }
}
