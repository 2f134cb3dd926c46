//! Sealed pictures on the disk: `scans/ab/cd/<request>-<number>`, each under its owner's data key.
//!
//! A picture is some hundred kilobytes, and a country has tens of millions of them: in the journal
//! they would stand in the way of every answer, and in the tables of every compaction. A file is
//! written once, synced with its name, and only then named by the request's event. A crash between
//! the two leaves a file that nobody names; the next scan of that request takes its place.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use dashmap::DashMap;
use dashmap::mapref::entry::Entry;
use nobat_domain::ids::{DataKeyNo, RequestKey};
use nobat_domain::limits::SCAN_BYTES_MAX;
use nobat_domain::request::Scan;
use zeroize::Zeroizing;

use super::files;
use crate::keyring::{DataKey, KeyNo, SealError, SealedFor, open_sealed, seal};

/// So much stays free for journal and tables, which come first.
const FREE_BYTES_MIN: u64 = 1 << 30;

/// Why a scan is not kept, or cannot be seen.
#[derive(Debug, thiserror::Error)]
pub enum ScanFault {
    #[error("a scan of {bytes} bytes is longer than {SCAN_BYTES_MAX}")]
    TooLong { bytes: usize },
    #[error("the disk has less than {FREE_BYTES_MIN} bytes left")]
    NoRoom,
    #[error("the scan is not there")]
    Missing,
    #[error("the scan has {found} bytes in place of {wanted}")]
    Length { wanted: u32, found: u64 },
    #[error(transparent)]
    Seal(#[from] SealError),
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The folder of one data directory.
pub struct Scans {
    dir: PathBuf,
    /// Requests whose scan is being kept or erased.
    under_way: Arc<DashMap<RequestKey, ()>>,
    /// Backups that copy at this moment.
    held: Arc<AtomicUsize>,
}

/// The right to change one request's scans; one at a time.
pub struct Turn {
    key: RequestKey,
    under_way: Arc<DashMap<RequestKey, ()>>,
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.under_way.remove(&self.key);
    }
}

/// As long as it lives no file goes.
struct Hold(Arc<AtomicUsize>);

impl Drop for Hold {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Scans {
    #[must_use]
    pub fn at(dir: PathBuf) -> Self {
        Self { dir, under_way: Arc::default(), held: Arc::default() }
    }

    #[must_use]
    pub fn dir(&self) -> &std::path::Path {
        &self.dir
    }

    /// The turn of one request, unless somebody has it.
    #[must_use]
    pub fn turn(&self, key: RequestKey) -> Option<Turn> {
        match self.under_way.entry(key) {
            Entry::Occupied(_) => None,
            Entry::Vacant(vacant) => {
                vacant.insert(());
                Some(Turn { key, under_way: Arc::clone(&self.under_way) })
            }
        }
    }

    /// Keeps every file where it is as long as the guard lives: rows that are being copied name
    /// them.
    #[must_use]
    pub fn hold(&self) -> impl Sized + use<> {
        self.held.fetch_add(1, Ordering::AcqRel);
        Hold(Arc::clone(&self.held))
    }

    /// Seals a picture and makes it durable under its name. Blocking.
    ///
    /// # Errors
    /// [`ScanFault`]; nothing is named then that is not whole.
    pub fn put(
        &self,
        _turn: &Turn,
        of: Owner<'_>,
        no: u8,
        picture: &[u8],
    ) -> Result<Scan, ScanFault> {
        let bytes = u32::try_from(crate::keyring::sealed_bytes(picture.len()));
        let bytes = bytes.ok().filter(|bytes| *bytes <= SCAN_BYTES_MAX);
        let bytes = bytes.ok_or(ScanFault::TooLong { bytes: picture.len() })?;
        if files::free_bytes(&self.dir)? < FREE_BYTES_MIN {
            return Err(ScanFault::NoRoom);
        }
        let sealed = seal(of.data_key, &of.place(no), picture)?;
        files::write(&self.dir, &of.request, no, &sealed)?;
        Ok(Scan { no, bytes })
    }

    /// The picture. Blocking.
    ///
    /// # Errors
    /// [`ScanFault`] if it is not there, or not what was kept.
    pub fn get(&self, of: Owner<'_>, scan: Scan) -> Result<Zeroizing<Vec<u8>>, ScanFault> {
        self.check_length(of.request, scan)?;
        let sealed = std::fs::read(files::path(&self.dir, &of.request, scan.no))?;
        Ok(open_sealed(of.data_key, &of.place(scan.no), &sealed)?)
    }

    /// Whether the file is there and as long as it was. Blocking.
    ///
    /// # Errors
    /// [`ScanFault`] says what is not so.
    pub fn check_length(&self, request: RequestKey, scan: Scan) -> Result<(), ScanFault> {
        let wanted = scan.bytes;
        match std::fs::metadata(files::path(&self.dir, &request, scan.no)) {
            Ok(found) if found.len() == u64::from(wanted) => Ok(()),
            Ok(found) => Err(ScanFault::Length { wanted, found: found.len() }),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(ScanFault::Missing),
            Err(error) => Err(error.into()),
        }
    }

    /// Removes what a request had that was erased, whoever copies: the copy of its row opens under
    /// no key any more. Blocking. What cannot go now, goes with the next start.
    pub fn drop_all(&self, turn: &Turn) {
        if let Err(error) = files::drop_but(&self.dir, &turn.key, None) {
            tracing::warn!(%error, "a scan whose key is destroyed stays for now");
        }
    }

    /// Removes what a request had and does not name any more. Blocking. What cannot go now, goes
    /// with the next scan; it is sealed like all others.
    pub fn drop_but(&self, turn: &Turn, named: Option<Scan>) {
        if self.held.load(Ordering::Acquire) > 0 {
            return;
        }
        if let Err(error) = files::drop_but(&self.dir, &turn.key, named.map(|scan| scan.no)) {
            tracing::warn!(%error, "a scan that nobody names stays for now");
        }
    }
}

/// Whose scan it is, and the key that it is sealed under.
#[derive(Clone, Copy)]
pub struct Owner<'k> {
    pub request: RequestKey,
    pub key_no: DataKeyNo,
    pub data_key: &'k DataKey,
}

impl Owner<'_> {
    /// Kind 0 is no record's; the number of the scan stands in the place of its version.
    fn place(&self, no: u8) -> SealedFor {
        let kind = u16::from_le_bytes([0, no]);
        SealedFor { request: self.request, kind, key: KeyNo(self.key_no.0) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyring::{DataDirectory, Keyring, master_key};

    const REQUEST: RequestKey = RequestKey([0xab; 16]);

    fn keyring(dir: &std::path::Path) -> Keyring {
        let master = master_key(&dir.join("master"), DataDirectory::New).expect("a master key");
        Keyring::create(&dir.join("keyring"), &master, [7; 16]).expect("a keyring")
    }

    #[test]
    fn a_picture_is_sealed_for_its_owner_and_its_number() {
        let dir = tempfile::tempdir().expect("a folder");
        let ring = keyring(dir.path());
        let [one, two] = [(); 2].map(|()| ring.fresh().expect("a key"));
        let [key, other] = [one, two].map(|no| ring.data_key(no).expect("it is there"));
        let of =
            |data_key, no: KeyNo| Owner { request: REQUEST, key_no: DataKeyNo(no.0), data_key };
        let scans = Scans::at(dir.path().join("scans"));
        let turn = scans.turn(REQUEST).expect("nobody has it");
        assert!(scans.turn(REQUEST).is_none(), "one at a time");
        let picture = b"the first page of a booklet";
        let scan = scans.put(&turn, of(&key, one), 1, picture).expect("there is room");
        assert_eq!(&**scans.get(of(&key, one), scan).expect("it is kept"), picture);
        let path = files::path(scans.dir(), &REQUEST, 1);
        let bytes = std::fs::read(&path).expect("it is there");
        assert!(!bytes.windows(7).any(|part| part == b"booklet"));
        assert!(matches!(scans.get(of(&other, two), scan), Err(ScanFault::Seal(_))));
        std::fs::copy(&path, files::path(scans.dir(), &REQUEST, 2)).expect("it copies");
        let moved = scans.get(of(&key, one), Scan { no: 2, ..scan });
        assert!(matches!(moved, Err(ScanFault::Seal(_))), "another number opens nothing");
        drop(turn);
        assert!(scans.turn(REQUEST).is_some());
    }

    #[test]
    fn what_is_gone_or_cut_is_told_and_what_is_not_named_goes() {
        let dir = tempfile::tempdir().expect("a folder");
        let ring = keyring(dir.path());
        let no = ring.fresh().expect("a key");
        let data_key = ring.data_key(no).expect("it is there");
        let of = Owner { request: REQUEST, key_no: DataKeyNo(no.0), data_key: &data_key };
        let scans = Scans::at(dir.path().join("scans"));
        let turn = scans.turn(REQUEST).expect("nobody has it");
        let first = scans.put(&turn, of, 1, b"first").expect("there is room");
        let second = scans.put(&turn, of, 2, b"second").expect("there is room");
        let backup = scans.hold();
        scans.drop_but(&turn, Some(second));
        assert!(scans.get(of, first).is_ok(), "a backup copies");
        scans.drop_all(&turn);
        assert!(
            matches!(scans.get(of, first), Err(ScanFault::Missing)),
            "an erasure does not wait"
        );
        drop(backup);
        let second = scans.put(&turn, of, 2, b"second").expect("there is room");
        scans.put(&turn, of, 1, b"first").expect("there is room");
        scans.drop_but(&turn, Some(second));
        assert!(matches!(scans.get(of, first), Err(ScanFault::Missing)));
        assert!(scans.get(of, second).is_ok());
        let path = files::path(scans.dir(), &REQUEST, 2);
        std::fs::write(&path, b"cut").expect("it is written");
        let cut = scans.check_length(REQUEST, second);
        assert!(matches!(cut, Err(ScanFault::Length { found: 3, .. })), "{cut:?}");
        let long = vec![0; SCAN_BYTES_MAX as usize];
        let refused = scans.put(&turn, of, 3, &long);
        assert!(matches!(refused, Err(ScanFault::TooLong { .. })));
        scans.drop_but(&turn, None);
        assert!(matches!(scans.check_length(REQUEST, second), Err(ScanFault::Missing)));
    }
}
