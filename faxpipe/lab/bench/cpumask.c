/* Hides vector features of the processor from every library of a process and from its children.

   Loaded with LD_PRELOAD. The CPUID instruction is made to fault (arch_prctl ARCH_SET_CPUID, Linux on Intel since
   Ivy Bridge); the handler executes it, clears feature bits in the answer and steps over it. FAXPIPE_CPU_MASK names
   what is left: "avx512" (no AMX, no 16-bit floats), "avx2-vnni" (no AVX-512 either), "avx2" (no VNNI either).

   The trap: libraries ask CPUID while they are loaded. This one must therefore be initialised before all others
   (link it with -z initfirst), and the run must verify that the mask took effect. What the C library's own start-up
   asked before that is not hidden. */

#define _GNU_SOURCE
#include <asm/prctl.h>
#include <dlfcn.h>
#include <signal.h>
#include <string.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#ifndef ARCH_SET_CPUID
#define ARCH_SET_CPUID 0x1012
#endif

enum mask { NATIVE, AVX512, AVX2_VNNI, AVX2 };

static enum mask left = NATIVE;
static int active = 0;

static int set_cpuid(unsigned long allowed)
{
    return (int)syscall(SYS_arch_prctl, ARCH_SET_CPUID, allowed);
}

static void hide(unsigned leaf, unsigned sub, unsigned *a, unsigned *b, unsigned *c, unsigned *d)
{
    if (leaf == 7 && sub == 0) {
        *d &= ~(1u << 22 | 1u << 23 | 1u << 24 | 1u << 25);                   /* AMX-BF16, FP16, AMX-TILE, AMX-INT8 */
        if (left != AVX512) {
            *b &= ~(1u << 16 | 1u << 17 | 1u << 21 | 1u << 26 | 1u << 27 | 1u << 28 | 1u << 30 | 1u << 31);
            *c &= ~(1u << 1 | 1u << 6 | 1u << 11 | 1u << 12 | 1u << 14);      /* VBMI, VBMI2, VNNI, BITALG, POPCNT */
            *d &= ~(1u << 2 | 1u << 3 | 1u << 8);
        }
    }
    if (leaf == 7 && sub == 1) {
        *a &= ~(1u << 5 | 1u << 21);                                          /* AVX512-BF16, AMX-FP16 */
        *d &= ~(1u << 8 | 1u << 19);                                          /* AMX-COMPLEX, AVX10 */
        if (left == AVX2) {
            *a &= ~(1u << 4 | 1u << 23);                                      /* AVX-VNNI, AVX-IFMA */
            *d &= ~(1u << 4 | 1u << 5 | 1u << 10);                            /* VNNI-INT8, NE-CONVERT, VNNI-INT16 */
        }
    }
    if (leaf == 0xd && sub == 0)
        *a &= left == AVX512 ? ~(3u << 17) : ~(3u << 17 | 7u << 5);           /* AMX and AVX-512 register state */
    if (leaf == 0x1d || leaf == 0x1e || leaf == 0x24)
        *a = *b = *c = *d = 0;
}

static void answer(int signal_number, siginfo_t *info, void *context)
{
    greg_t *r = ((ucontext_t *)context)->uc_mcontext.gregs;
    const unsigned char *at = (const unsigned char *)r[REG_RIP];
    if (info->si_code != SI_KERNEL || at[0] != 0x0f || at[1] != 0xa2) {
        signal(signal_number, SIG_DFL); /* a real fault: let it happen again */
        return;
    }
    unsigned leaf = (unsigned)r[REG_RAX], sub = (unsigned)r[REG_RCX], a, b, c, d;
    set_cpuid(1);
    __asm__ volatile("cpuid" : "=a"(a), "=b"(b), "=c"(c), "=d"(d) : "a"(leaf), "c"(sub));
    set_cpuid(0);
    hide(leaf, sub, &a, &b, &c, &d);
    r[REG_RAX] = a;
    r[REG_RBX] = b;
    r[REG_RCX] = c;
    r[REG_RDX] = d;
    r[REG_RIP] += 2;
}

/* A program's own handler for faults would never see CPUID, so it is not installed. */
int sigaction(int number, const struct sigaction *act, struct sigaction *old)
{
    static int (*real)(int, const struct sigaction *, struct sigaction *) = 0;
    if (active && number == SIGSEGV && act != 0 && act->sa_handler != SIG_DFL)
        return 0;
    if (!real)
        real = (int (*)(int, const struct sigaction *, struct sigaction *))dlsym(RTLD_NEXT, "sigaction");
    return real(number, act, old);
}

/* Whether CPUID is answered here: 1, or 0 where nothing was asked for or this machine cannot do it. */
int faxpipe_cpu_masked(void)
{
    return active;
}

__attribute__((constructor)) static void begin(int argc, char **argv, char **environment)
{
    (void)argc;
    (void)argv;
    const char *name = "FAXPIPE_CPU_MASK=";
    for (char **entry = environment; *entry; entry++)
        if (strncmp(*entry, name, strlen(name)) == 0) {
            const char *value = *entry + strlen(name);
            left = !strcmp(value, "avx512") ? AVX512 : !strcmp(value, "avx2-vnni") ? AVX2_VNNI : !strcmp(value, "avx2") ? AVX2 : NATIVE;
        }
    if (left == NATIVE)
        return;
    struct sigaction handler;
    memset(&handler, 0, sizeof handler);
    handler.sa_sigaction = answer;
    handler.sa_flags = SA_SIGINFO | SA_NODEFER;
    if (sigaction(SIGSEGV, &handler, 0) == 0 && set_cpuid(0) == 0)
        active = 1;
}
