//! From the bytes of somebody's file to a picture of our own making.

use std::io::Cursor;

use image::codecs::jpeg::JpegEncoder;
use image::imageops::FilterType;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};

/// The longer side of what is kept: a page in small print can be read at half of it.
const SIDE_MAX: u32 = 2_000;
/// A side that no camera has.
const SIDE_READ_MAX: u32 = 20_000;
/// What decoding may take: 40 megapixels in colour. A small file can claim to be far more.
const DECODED_BYTES_MAX: u64 = 120 << 20;
const QUALITY: u8 = 75;
/// Photographs in a PDF that are looked at.
const PDF_PHOTOS_MAX: usize = 32;

/// Why there is no picture.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PictureFault {
    /// Neither JPEG nor PNG nor PDF, whatever its name says.
    Kind,
    /// It does not open.
    Broken,
    /// More pixels than any page needs.
    Pixels,
    /// A PDF in which no photograph lies.
    Bare,
}

/// Makes the picture anew: upright, no larger than is read, and without anything that the file
/// had beside its pixels. Takes a second of a core at most.
///
/// # Errors
/// [`PictureFault`].
pub fn remade(bytes: &[u8]) -> Result<Vec<u8>, PictureFault> {
    let picture = match kind(bytes).ok_or(PictureFault::Kind)? {
        Kind::Image(format) => decoded(bytes, format)?,
        Kind::Pdf => of_pdf(bytes)?,
    };
    let (width, height) = (picture.width(), picture.height());
    let picture = if width.max(height) > SIDE_MAX {
        picture.resize(SIDE_MAX, SIDE_MAX, FilterType::Triangle)
    } else {
        picture
    };
    let mut made = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut made, QUALITY);
    picture.to_rgb8().write_with_encoder(encoder).map_err(|_| PictureFault::Broken)?;
    Ok(made)
}

enum Kind {
    Image(ImageFormat),
    Pdf,
}

/// By its first bytes alone.
fn kind(bytes: &[u8]) -> Option<Kind> {
    if bytes.starts_with(b"\xff\xd8\xff") {
        Some(Kind::Image(ImageFormat::Jpeg))
    } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        Some(Kind::Image(ImageFormat::Png))
    } else if bytes.starts_with(b"%PDF-") {
        Some(Kind::Pdf)
    } else {
        None
    }
}

fn decoded(bytes: &[u8], format: ImageFormat) -> Result<DynamicImage, PictureFault> {
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_READ_MAX);
    limits.max_image_height = Some(SIDE_READ_MAX);
    limits.max_alloc = Some(DECODED_BYTES_MAX);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(fault)?;
    // Asked before a byte is decoded, whatever the decoder itself thinks of limits.
    if decoder.total_bytes() > DECODED_BYTES_MAX {
        return Err(PictureFault::Pixels);
    }
    let orientation = decoder.orientation().map_err(fault)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(fault)?;
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn fault(error: ImageError) -> PictureFault {
    if matches!(error, ImageError::Limits(_)) { PictureFault::Pixels } else { PictureFault::Broken }
}

/// The largest photograph of a PDF. Scanners and telephones put each page into it as a JPEG, whole
/// and in the clear; nothing else of a PDF is understood here, so nothing else of it can do harm.
fn of_pdf(bytes: &[u8]) -> Result<DynamicImage, PictureFault> {
    // By what their heads say: one of them is decoded.
    let pixels = |photo: &[u8]| {
        let reader = ImageReader::with_format(Cursor::new(photo), ImageFormat::Jpeg);
        let (width, height) = reader.into_dimensions().ok()?;
        Some(u64::from(width) * u64::from(height))
    };
    let photos = photos(bytes).take(PDF_PHOTOS_MAX);
    let largest = photos.filter_map(|photo| Some((pixels(photo)?, photo))).max_by_key(|it| it.0);
    let (_, photo) = largest.ok_or(PictureFault::Bare)?;
    decoded(photo, ImageFormat::Jpeg)
}

/// Streams that begin as a JPEG does.
fn photos(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    const BEGINS: &[u8] = b"stream";
    const ENDS: &[u8] = b"endstream";
    let mut rest = bytes;
    std::iter::from_fn(move || {
        loop {
            let start = find(rest, BEGINS)? + BEGINS.len();
            let body = &rest[start..];
            let line = body.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            let body = &body[line..];
            if !body.starts_with(b"\xff\xd8\xff") {
                rest = body;
                continue;
            }
            let end = find(body, ENDS).unwrap_or(body.len());
            rest = &body[end..];
            // Behind its own stream's end stands the tail of this word.
            rest = rest.strip_prefix(ENDS).unwrap_or(rest);
            return Some(&body[..end]);
        }
    })
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    bytes.windows(word.len()).position(|part| part == word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{Rgb, RgbImage};

    fn picture(width: u32, height: u32) -> DynamicImage {
        RgbImage::from_fn(width, height, |x, y| Rgb([(x % 251) as u8, (y % 241) as u8, 90])).into()
    }

    fn file(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("it is written");
        bytes.into_inner()
    }

    fn sides(made: &[u8]) -> (u32, u32) {
        let made = image::load_from_memory_with_format(made, ImageFormat::Jpeg).expect("ours");
        (made.width(), made.height())
    }

    /// A JPEG that says that it lies on its side, and where it was taken.
    fn on_its_side(jpeg: &[u8]) -> Vec<u8> {
        let mut exif =
            b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0".to_vec();
        exif.extend(b"taken at home");
        let length = u16::try_from(exif.len() + 2).expect("short").to_be_bytes();
        [&jpeg[..2], b"\xff\xe1", &length, &exif, &jpeg[2..]].concat()
    }

    #[test]
    fn photographs_are_made_anew_upright_and_without_what_stood_beside_them() {
        let jpeg = on_its_side(&file(&picture(60, 40), ImageFormat::Jpeg));
        assert!(find(&jpeg, b"taken at home").is_some());
        let made = remade(&jpeg).expect("a photograph");
        assert_eq!(sides(&made), (40, 60));
        assert!(find(&made, b"Exif").is_none() && find(&made, b"taken at home").is_none());
        let mut png = file(&picture(60, 40), ImageFormat::Png);
        png.extend(b"<script>");
        let made = remade(&png).expect("a picture");
        assert_eq!(sides(&made), (60, 40));
        assert!(find(&made, b"<script>").is_none());
    }

    #[test]
    fn a_large_photograph_is_made_as_small_as_is_read() {
        let jpeg = file(&picture(4_000, 3_000), ImageFormat::Jpeg);
        assert_eq!(sides(&remade(&jpeg).expect("a photograph")), (2_000, 1_500));
    }

    #[test]
    fn of_a_pdf_the_largest_photograph_is_taken_and_nothing_else() {
        let (logo, page) = (picture(20, 10), picture(300, 200));
        let stream = |bytes: &[u8]| [b"<< >>\nstream\r\n", bytes, b"\nendstream\n"].concat();
        let pdf = [
            b"%PDF-1.7\n".to_vec(),
            stream(b"/JavaScript (app.alert(1))"),
            stream(&file(&logo, ImageFormat::Jpeg)),
            stream(&file(&page, ImageFormat::Jpeg)),
        ]
        .concat();
        let made = remade(&pdf).expect("a scan");
        assert_eq!(sides(&made), (300, 200));
        assert!(find(&made, b"JavaScript").is_none());
        let bare = [b"%PDF-1.7\n".to_vec(), stream(b"BT (text) Tj ET")].concat();
        assert_eq!(remade(&bare), Err(PictureFault::Bare));
    }

    #[test]
    fn what_is_not_what_it_says_or_is_cut_is_told_apart() {
        assert_eq!(remade(b""), Err(PictureFault::Kind));
        assert_eq!(remade(b"GIF89a;"), Err(PictureFault::Kind));
        assert_eq!(remade(b"<svg xmlns='http://www.w3.org/2000/svg'/>"), Err(PictureFault::Kind));
        let png = file(&picture(60, 40), ImageFormat::Png);
        assert_eq!(remade(&png[..png.len() / 2]), Err(PictureFault::Broken));
        assert_eq!(remade(b"\xff\xd8\xff\xe0nothing"), Err(PictureFault::Broken));
    }

    #[test]
    fn a_small_file_that_claims_to_be_huge_is_refused_before_it_is_decoded() {
        let mut png = file(&picture(8, 8), ImageFormat::Png);
        // Width and height of the header, and its checksum.
        png[16..24].copy_from_slice(&[0, 0, 0x40, 0, 0, 0, 0x40, 0]);
        let crc = {
            let mut crc = flate2::Crc::new();
            crc.update(&png[12..29]);
            crc.sum()
        };
        png[29..33].copy_from_slice(&crc.to_be_bytes());
        assert_eq!(remade(&png), Err(PictureFault::Pixels));
    }
}
