//! Names and titles in a layout's memory: UTF-8, NUL-terminated, a NUL inside written as C0 80. Most are a few bytes long, for
//! which calls of `memchr` and `memcpy` cost more than they do.

use std::ffi::c_char;
use std::ptr;

/// Whether a byte is 0.
#[inline]
pub(super) fn has_nul(text: &[u8]) -> bool {
    let nul_in = |word: u64| word.wrapping_sub(0x0101_0101_0101_0101) & !word & 0x8080_8080_8080_8080 != 0;
    let word = |at: usize| text[at..].first_chunk().map_or(u64::MAX, |bytes| u64::from_ne_bytes(*bytes));
    let half = |at: usize| text[at..].first_chunk().map_or(u32::MAX, |bytes| u32::from_ne_bytes(*bytes));
    match text.len() {
        0..4 => text.contains(&0),
        // Two that meet or overlap have every byte.
        len @ 4..8 => nul_in(u64::from(half(0)) << 32 | u64::from(half(len - 4))),
        len => (0..len - 8).step_by(8).any(|at| nul_in(word(at))) || nul_in(word(len - 8)),
    }
}

/// Bytes that `text` takes with its NUL escaped and the terminator added.
pub(super) fn text_len(text: &[u8]) -> usize {
    text.len() + text.iter().filter(|&&byte| byte == 0).count() + 1
}

/// Writes `text`, escaped if there is a NUL in any, and its terminator, and moves `end` behind it. Gives where it starts.
///
/// # Safety
/// `end` has room for `text_len(text)` bytes.
#[inline]
pub(super) unsafe fn write_text(end: &mut *mut u8, text: &[u8], with_nul: bool) -> *const c_char {
    let start = *end;
    // SAFETY: promised by the caller.
    unsafe {
        if with_nul {
            write_escaped(end, text);
        } else {
            write(end, text);
        }
        (*end).write(0);
        *end = end.add(1);
    }
    start.cast()
}

/// # Safety
/// As for [`write_text`].
#[cold]
unsafe fn write_escaped(end: &mut *mut u8, text: &[u8]) {
    for (i, part) in text.split(|&byte| byte == 0).enumerate() {
        // SAFETY: promised by the caller.
        unsafe {
            if i > 0 {
                write(end, &[0xC0, 0x80]);
            }
            write(end, part);
        }
    }
}

/// # Safety
/// There is room for `bytes` at `*end`, which they do not overlap.
#[inline]
unsafe fn write(end: &mut *mut u8, bytes: &[u8]) {
    let (from, to, len) = (bytes.as_ptr(), *end, bytes.len());
    // SAFETY: promised by the caller; two words that meet or overlap lie inside the bytes.
    unsafe {
        match len {
            0..4 => {
                for i in 0..len {
                    to.add(i).write(*from.add(i));
                }
            }
            4..8 => {
                to.cast::<u32>().write_unaligned(from.cast::<u32>().read_unaligned());
                to.add(len - 4).cast::<u32>().write_unaligned(from.add(len - 4).cast::<u32>().read_unaligned());
            }
            8..=16 => {
                to.cast::<u64>().write_unaligned(from.cast::<u64>().read_unaligned());
                to.add(len - 8).cast::<u64>().write_unaligned(from.add(len - 8).cast::<u64>().read_unaligned());
            }
            _ => ptr::copy_nonoverlapping(from, to, len),
        }
        *end = to.add(len);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nul_is_found_wherever_it_is() {
        for len in 0..40 {
            let mut text = vec![0xFF_u8; len];
            assert!(!has_nul(&text), "{len}");
            text.fill(1);
            assert!(!has_nul(&text), "{len}");
            for at in 0..len {
                text[at] = 0;
                assert!(has_nul(&text), "{at} of {len}");
                text[at] = 0x80;
            }
        }
    }

    #[test]
    fn texts_of_every_length_are_written_whole() {
        for len in 0..40_usize {
            for nul in (0..=len).rev() {
                let mut text: Vec<u8> = (1..=len as u8).collect();
                let mut expected = text.clone();
                if nul < len {
                    text[nul] = 0;
                    expected.splice(nul..=nul, [0xC0, 0x80]);
                }
                expected.push(0);
                assert_eq!(text_len(&text), expected.len());
                let mut memory = vec![0xEE_u8; expected.len() + 1];
                let mut end = memory.as_mut_ptr();
                // SAFETY: there is room for one byte more.
                let start = unsafe { write_text(&mut end, &text, nul < len) };
                assert_eq!(end as usize - start as usize, expected.len());
                expected.push(0xEE);
                assert_eq!(memory, expected);
            }
        }
    }
}
