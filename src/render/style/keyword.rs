//! Properties that take one of a few words.

macro_rules! keywords {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),* $(,)? })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum $name { $($variant),* }

        impl $name {
            pub(in crate::render) const KNOWN: &'static [(&'static str, $name)] = &[$(($word, $name::$variant)),*];
        }
    )*};
}

keywords! {
    /// `display` of a frame.
    Display { Flex = "flex", Grid = "grid" }
    /// `direction` of a frame (CSS `flex-direction`).
    Axis { Row = "row", Column = "column", RowReverse = "row_reverse", ColumnReverse = "column_reverse" }
    /// `align`, `align_self`, `justify_items` and `justify_self` (CSS `align-items` and so on).
    Align { Start = "start", Center = "center", End = "end", Stretch = "stretch", Baseline = "baseline" }
    /// `justify` and `align_content` of a frame (CSS `justify-content`, `align-content`).
    Justify {
        Start = "start", Center = "center", End = "end", Stretch = "stretch",
        SpaceBetween = "space-between", SpaceAround = "space-around", SpaceEvenly = "space-evenly",
    }
    /// `grid_auto_flow`.
    GridFlow { Row = "row", Column = "column", RowDense = "row dense", ColumnDense = "column dense" }
    /// `position`.
    Position { Relative = "relative", Absolute = "absolute" }
    /// `visibility`: hidden keeps its place and is not painted.
    Visibility { Visible = "visible", Hidden = "hidden" }
    /// `border_style`.
    BorderStyle { Solid = "solid", Dashed = "dashed", Dotted = "dotted" }
    /// `mix_blend_mode` (Compositing and Blending Level 1).
    BlendMode {
        Normal = "normal", Multiply = "multiply", Screen = "screen", Overlay = "overlay", Darken = "darken",
        Lighten = "lighten", ColorDodge = "color-dodge", ColorBurn = "color-burn", HardLight = "hard-light",
        SoftLight = "soft-light", Difference = "difference", Exclusion = "exclusion", Hue = "hue",
        Saturation = "saturation", Color = "color", Luminosity = "luminosity", PlusLighter = "plus-lighter",
    }
    /// `font_style`.
    FontSlant { Normal = "normal", Italic = "italic" }
    /// `text_align`. Start is right in text that runs from right to left.
    TextAlign {
        Start = "start", Center = "center", End = "end", Left = "left", Right = "right", Justify = "justify",
    }
    /// `text_wrap`: balance makes a text's lines about as long as each other, pretty avoids a lone word in the last.
    TextWrap { Normal = "normal", Balance = "balance", Pretty = "pretty", Nowrap = "nowrap" }
    /// `fit` of a text: shrink takes the largest size down to `min_font_size` that needs no more than `max_lines`, and
    /// no more height than there is.
    TextFit { None = "none", Shrink = "shrink" }
    /// `text_overflow`: how a text ends that has more lines than `max_lines`.
    TextOverflow { Ellipsis = "ellipsis", Clip = "clip" }
    /// `text_transform`.
    TextTransform { None = "none", Uppercase = "uppercase", Lowercase = "lowercase", Capitalize = "capitalize" }
    /// `text_direction`: auto is that of the first letter that has one.
    TextDirection { Auto = "auto", Ltr = "ltr", Rtl = "rtl" }
    /// `missing_glyph`: what stands for a character that no font has.
    MissingGlyph { Notdef = "notdef", Skip = "skip", Error = "error" }
    /// `background_clip`: text fills the letters with the background.
    BackgroundClip { BorderBox = "border-box", Text = "text" }
    /// `object_fit` of an image or SVG.
    ObjectFit { Cover = "cover", Contain = "contain", Fill = "fill", None = "none", ScaleDown = "scale-down" }
    /// `on_error` of an image that can't be had: the render fails, the box stays with its background, or the node goes.
    OnError { Fail = "fail", Blank = "blank", Hide = "hide" }
    /// `shape`.
    Shape { Rect = "rect", Ellipse = "ellipse", Line = "line", Path = "path" }
    /// `stroke_linecap`.
    LineCap { Butt = "butt", Round = "round", Square = "square" }
    /// `stroke_linejoin`.
    LineJoin { Miter = "miter", Round = "round", Bevel = "bevel" }
    /// `error_correction` of a QR code: 7, 15, 25 or 30 % of it may be unreadable (ISO/IEC 18004).
    ErrorCorrection { Low = "low", Medium = "medium", Quartile = "quartile", High = "high" }
    /// `module_shape` of a QR code.
    ModuleShape { Square = "square", Rounded = "rounded", Dot = "dot" }
    /// `symbology` of a barcode.
    Symbology {
        Code128 = "code128", Code39 = "code39", Code93 = "code93", Codabar = "codabar", Ean13 = "ean13", Ean8 = "ean8",
        UpcA = "upca", Itf = "itf",
    }
    /// `icon` of a rating.
    RatingIcon { Star = "star", Heart = "heart", Circle = "circle" }
    /// `chart`.
    ChartKind { Bar = "bar", Line = "line", Area = "area", Sparkline = "sparkline", Donut = "donut" }
}
