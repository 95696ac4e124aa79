//! Every case is one export that plants at most one kind of leak; `tests/agreement/native` states what each must be called.
#![allow(unknown_lints, static_mut_refs)]

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::mem::{forget, ManuallyDrop};
use std::ptr::read_volatile;
use std::rc::{Rc, Weak};
use std::sync::{Arc, Mutex, Once};

#[cfg(feature = "wee")]
#[global_allocator]
static ALLOCATOR: wee_alloc::WeeAlloc = wee_alloc::WeeAlloc::INIT;

/// Hides from the optimiser where a value comes from; `std::hint::black_box` is newer than the compiler.
fn black_box<T>(value: T) -> T {
    let copy = unsafe { read_volatile(&value) };
    forget(value);
    copy
}

struct Node {
    peer: RefCell<Option<Rc<Node>>>,
    parent: RefCell<Weak<Node>>,
    payload: Box<[u32; 10]>,
}

fn node() -> Rc<Node> {
    Rc::new(Node { peer: RefCell::new(None), parent: RefCell::new(Weak::new()), payload: Box::new([7; 10]) })
}

static COUNTER: Mutex<u32> = Mutex::new(0);
static INIT: Once = Once::new();
// A single thread: nothing else can see these while they are written.
static mut LAZY: Option<Box<BTreeMap<u32, String>>> = None;
static mut LEAKED: Option<&'static mut [u32; 16]> = None;

#[no_mangle]
pub extern "C" fn healthy_box() {
    black_box(Box::new([1u32; 32]));
}

#[no_mangle]
pub extern "C" fn healthy_rc() {
    let first = node();
    let second = Rc::clone(&first);
    black_box((&first, &second.payload));
}

/// A parent and its child that points back weakly: the cure for the cycle below.
#[no_mangle]
pub extern "C" fn healthy_weak() {
    let parent = node();
    let child = node();
    *child.parent.borrow_mut() = Rc::downgrade(&parent);
    *parent.peer.borrow_mut() = Some(child);
    black_box(&parent);
}

#[no_mangle]
pub extern "C" fn healthy_arc() {
    let value = Arc::new(Mutex::new(vec![1u32, 2, 3]));
    Arc::clone(&value).lock().unwrap().push(4);
    black_box(&value);
}

#[no_mangle]
pub extern "C" fn healthy_refcell() {
    let cell = RefCell::new(Box::new(5u32));
    **cell.borrow_mut() += 1;
    black_box(&cell);
}

#[no_mangle]
pub extern "C" fn healthy_mutex() -> u32 {
    let mut counter = COUNTER.lock().unwrap();
    *counter += 1;
    black_box(Box::new(*counter));
    *counter
}

#[no_mangle]
pub extern "C" fn lazy_global() {
    INIT.call_once(|| unsafe {
        LAZY = Some(Box::new((0..20).map(|i| (i, format!("value {i}"))).collect()));
    });
}

#[no_mangle]
pub extern "C" fn rc_cycle() {
    let first = node();
    let second = node();
    *first.peer.borrow_mut() = Some(Rc::clone(&second));
    *second.peer.borrow_mut() = Some(Rc::clone(&first));
    black_box(&first);
}

#[no_mangle]
pub extern "C" fn rc_self_cycle() {
    let only = node();
    *only.peer.borrow_mut() = Some(Rc::clone(&only));
    black_box(&only);
}

#[no_mangle]
pub extern "C" fn forget_string() {
    forget(black_box(String::from("a string that nobody will ever drop")));
}

#[no_mangle]
pub extern "C" fn forget_vec() {
    forget(black_box((0..3).map(|i| format!("the string number {i}")).collect::<Vec<String>>()));
}

#[no_mangle]
pub extern "C" fn box_leak_nowhere() {
    black_box(Box::leak(Box::new([1u32; 16])));
}

#[no_mangle]
pub extern "C" fn box_leak_static() {
    unsafe { LEAKED = Some(Box::leak(Box::new([2u32; 16]))) };
}

#[no_mangle]
pub extern "C" fn into_raw() {
    black_box(Box::into_raw(Box::new([3u32; 16])));
}

#[no_mangle]
pub extern "C" fn manually_drop() {
    black_box(ManuallyDrop::new(vec![4u32; 16]));
}

/// Hands a box to JavaScript, which gives it back with `take_back`.
#[no_mangle]
pub extern "C" fn hand_out() -> *mut [u32; 16] {
    Box::into_raw(Box::new([5u32; 16]))
}

/// # Safety
/// `pointer` comes from `hand_out` and was not taken back before.
#[no_mangle]
pub unsafe extern "C" fn take_back(pointer: *mut [u32; 16]) {
    drop(Box::from_raw(pointer));
}

/// Hands out what `Rc::into_raw` gives: an address behind the two counters.
#[no_mangle]
pub extern "C" fn hand_out_rc() -> *const Node_ {
    Rc::into_raw(node()) as *const Node_
}

#[repr(C)]
pub struct Node_([u8; 0]);

/// Reads the statics, for a store that nobody reads vanishes in optimised builds.
#[no_mangle]
pub extern "C" fn sum_of_globals() -> u32 {
    unsafe {
        let lazy = LAZY.as_ref().map_or(0, |map| map.len() as u32);
        let leaked = LEAKED.as_ref().map_or(0, |numbers| numbers[3]);
        lazy + leaked + *COUNTER.lock().unwrap()
    }
}

/// Recursion over frames of 100,000 bytes: a stack of 1 MiB holds ten of them.
#[no_mangle]
pub extern "C" fn recurse_on_stack(depth: u32) -> u32 {
    let mut bytes = [0u8; 100_000];
    let frame: &mut [u8] = black_box(&mut bytes);
    frame.fill(depth as u8);
    if depth == 0 {
        return u32::from(frame[99_999]);
    }
    recurse_on_stack(depth - 1) + u32::from(black_box(&frame)[depth as usize])
}

/// The same with the bytes on the heap.
#[no_mangle]
pub extern "C" fn recurse_in_boxes(depth: u32) -> u32 {
    let frame = black_box(vec![depth as u8; 100_000].into_boxed_slice());
    if depth == 0 {
        return u32::from(frame[99_999]);
    }
    recurse_in_boxes(depth - 1) + u32::from(black_box(&frame)[depth as usize])
}

static mut NOISE: Option<(Vec<Box<[u32; 6]>>, BTreeMap<u32, String>, u32)> = None;

/// Live objects and random work, so that planted leaks lie among reused memory full of stale pointers.
#[no_mangle]
pub extern "C" fn noise_start(seed: u32, objects: u32) {
    unsafe { NOISE = Some(((0..objects).map(|_| Box::new([1; 6])).collect(), BTreeMap::new(), seed)) };
}

#[no_mangle]
pub extern "C" fn noise_work(steps: u32) -> u32 {
    let (objects, map, state) = unsafe { NOISE.as_mut() }.expect("noise_start was called");
    let mut sum = 0u32;
    for _ in 0..steps {
        *state = state.wrapping_mul(1664525).wrapping_add(1013904223);
        let random = *state >> 8;
        let index = random as usize % objects.len();
        match random % 3 {
            0 => objects[index] = Box::new([random & 0xff; 6]),
            1 => drop(map.insert(random % 97, "w".repeat(random as usize % 200))),
            _ => drop(map.remove(&(random % 97))),
        }
        sum = sum.wrapping_add(objects[index][0]);
    }
    sum
}

#[no_mangle]
pub extern "C" fn noise_leak(kind: u32) {
    match kind {
        0 => box_leak_nowhere(),
        1 => rc_cycle(),
        2 => forget_string(),
        3 => forget_vec(),
        _ => manually_drop(),
    }
}
