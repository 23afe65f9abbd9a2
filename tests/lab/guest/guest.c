/*
 * The guest of the lab: freestanding, started by multiboot. It looks for the lab's devices on its own PCI buses, draws
 * on each Bochs display (1234:1111), lets QEMU's "edu" device (1234:11e8) DMA to its own memory and then to memory that
 * is not its own, says on the debug console (port 0xe9) what it saw, and waits for the power button.
 *
 * Registers: QEMU's docs/specs/standard-vga.rst and edu.rst; Bochs' VBE_DISPI interface; ACPI 6.5, 4.8.3 (PM1).
 */
typedef unsigned char u8;
typedef unsigned short u16;
typedef unsigned int u32;

/* An address that the outer machine has as memory, and that this guest was not given. The driver relies on it. */
#define FOREIGN 0x30000000u
/* Where SeaBIOS puts the power management registers on q35. */
#define PM 0x600

__attribute__((section(".multiboot"), aligned(4), used)) const u32 multiboot[3] = {0x1BADB002, 0, -0x1BADB002};

static inline void out8(u16 port, u8 value) { __asm__ volatile("outb %0,%1" ::"a"(value), "Nd"(port)); }
static inline void out16(u16 port, u16 value) { __asm__ volatile("outw %0,%1" ::"a"(value), "Nd"(port)); }
static inline void out32(u16 port, u32 value) { __asm__ volatile("outl %0,%1" ::"a"(value), "Nd"(port)); }
static inline u16 in16(u16 port) { u16 v; __asm__ volatile("inw %1,%0" : "=a"(v) : "Nd"(port)); return v; }
static inline u32 in32(u16 port) { u32 v; __asm__ volatile("inl %1,%0" : "=a"(v) : "Nd"(port)); return v; }

static void text(const char *s) { while (*s) out8(0xe9, *s++); }
static void hex(u32 value, int digits) { while (digits--) out8(0xe9, "0123456789abcdef"[value >> (4 * digits) & 15]); }
static void address(u32 bdf) {
    hex(bdf >> 8, 2); text(":"); hex(bdf >> 3 & 31, 2); text("."); hex(bdf & 7, 1);
}

static u32 config(u32 bdf, u32 offset) {
    out32(0xcf8, 0x80000000u | bdf << 8 | (offset & 0xfc));
    return in32(0xcfc);
}
static void enable(u32 bdf) {   /* memory and bus mastering */
    u32 command = config(bdf, 4) & 0xffff;
    out32(0xcf8, 0x80000000u | bdf << 8 | 4);
    out32(0xcfc, command | 6);
}

/* 640 by 480: stripes, a chessboard, and a field of colours; every pixel depends on its place. */
static u32 pixel(u32 x, u32 y) {
    if (y < 160) return x / 80 & 1 ? 0xff0000 : 0xffffff;
    if (y < 320) return (x / 40 + y / 40) & 1 ? 0x00ff00 : 0x000000;
    return x * 255 / 640 | ((y - 320) * 255 / 160) << 8;
}
static void draw(u32 bdf) {
    u32 memory = config(bdf, 0x10) & ~15u, registers = config(bdf, 0x18) & ~15u;
    if (!memory || !registers) { text("display without memory\n"); return; }
    enable(bdf);
    volatile u16 *dispi = (volatile u16 *) (registers + 0x500);
    *(volatile u8 *) (registers + 0x400) = 0x20;        /* attribute controller: unblank */
    dispi[4] = 0;
    dispi[1] = 640; dispi[2] = 480; dispi[3] = 32; dispi[5] = 0; dispi[6] = 640; dispi[8] = 0; dispi[9] = 0;
    dispi[4] = 0x41;                                    /* enabled, linear framebuffer */
    volatile u32 *p = (volatile u32 *) memory;
    u32 wrong = 0;
    for (u32 y = 0; y < 480; y++) for (u32 x = 0; x < 640; x++) p[y * 640 + x] = pixel(x, y);
    for (u32 y = 0; y < 480; y += 7) for (u32 x = 0; x < 640; x += 11) wrong += p[y * 640 + x] != pixel(x, y);
    text("drew on "); address(bdf); text(" id "); hex(dispi[0], 4); text(wrong ? " WRONG\n" : " and read it back\n");
}

static volatile u8 page[4096] __attribute__((aligned(4096)));
static void dma(volatile u32 *r, u32 from, u32 to, u32 command) {
    r[0x80 / 4] = from; r[0x84 / 4] = 0; r[0x88 / 4] = to; r[0x8c / 4] = 0; r[0x90 / 4] = 64; r[0x94 / 4] = 0;
    r[0x98 / 4] = command;
    for (u32 i = 0; i < 2000000000u && r[0x98 / 4] & 1; i++) __asm__ volatile("pause");
}
static void edu(u32 bdf) {
    volatile u32 *r = (volatile u32 *) (config(bdf, 0x10) & ~15u);
    int good = 1;
    enable(bdf);
    for (u32 i = 0; i < 64; i++) { page[i] = i * 7 + 1; page[2048 + i] = 0; }
    dma(r, (u32) page, 0x40000, 1);
    dma(r, 0x40000, (u32) page + 2048, 3);
    for (u32 i = 0; i < 64; i++) good &= page[2048 + i] == (u8) (i * 7 + 1);
    text(good ? "own dma arrived at " : "own dma LOST at "); hex((u32) page + 2048, 8); text("\n");
    text("foreign dma to "); hex(FOREIGN, 8); text("\n");
    dma(r, 0x40000, FOREIGN, 3);
}

/* The timer wakes the processor from hlt, so that waiting for the button costs nothing. */
static struct { u16 low, selector, flags, high; } __attribute__((packed)) idt[256];
static const unsigned long long gdt[3] = {0, 0x00cf9b000000ffffULL, 0x00cf93000000ffffULL};
__attribute__((naked, used)) static void tick(void) {
    __asm__ volatile("push %eax; mov $0x20,%al; out %al,$0x20; out %al,$0xa0; pop %eax; iret");
}
static void timer(void) {
    struct { u16 limit; u32 base; } __attribute__((packed)) g = {sizeof gdt - 1, (u32) gdt}, i = {sizeof idt - 1, (u32) idt};
    for (u32 n = 0; n < 256; n++) {
        idt[n].low = (u32) tick; idt[n].selector = 8; idt[n].flags = 0x8e00; idt[n].high = (u32) tick >> 16;
    }
    __asm__ volatile("lgdt %0; lidt %1; ljmp $8,$1f; 1: mov $16,%%eax; mov %%eax,%%ds; mov %%eax,%%es; mov %%eax,%%ss"
                     ::"m"(g), "m"(i) : "eax", "memory");
    out8(0x20, 0x11); out8(0xa0, 0x11); out8(0x21, 0x20); out8(0xa1, 0x28); out8(0x21, 4); out8(0xa1, 2);
    out8(0x21, 1); out8(0xa1, 1); out8(0x21, 0xfe); out8(0xa1, 0xff);
    out8(0x43, 0x34); out8(0x40, 0); out8(0x40, 0);
}

__attribute__((used)) void start(void) {
    text("guest up\n");
    for (u32 bus = 0; bus < 8; bus++) {
        for (u32 df = 0; df < 256; df++) {
            u32 bdf = bus << 8 | df, id = config(bdf, 0);
            if (id == ~0u || !id) continue;
            text("sees "); address(bdf); text(" "); hex(id & 0xffff, 4); text(":"); hex(id >> 16, 4);
            text(" class "); hex(config(bdf, 8) >> 8, 6); text("\n");
            if (id == 0x11111234) draw(bdf);
            if (id == 0x11e81234) edu(bdf);
        }
    }
    text("end\n");
    timer();
    out16(PM + 2, 0x100);
    while (!(in16(PM) & 0x100)) __asm__ volatile("sti; hlt");
    text("power button\n");
    out16(PM + 4, 0x2000);
    for (;;) __asm__ volatile("cli; hlt");
}

__attribute__((used)) char stack[16384];
__attribute__((naked, used, section(".text.first"))) void _start(void) {
    __asm__ volatile("cli; mov $stack+16384,%esp; call start");
}
