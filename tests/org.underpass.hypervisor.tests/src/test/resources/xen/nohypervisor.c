/*
 * Lets xl parse a configuration on a machine without Xen: "xl -N create -d FILE" asks the hypervisor how many
 * processors and nodes there are and what it can do, and xenstore whether it is there, and nothing else. These answers
 * replace theirs when the library is preloaded. The layout of struct xen_sysctl_physinfo is that of Xen 4.17
 * (xen/include/public/sysctl.h).
 */
#include <stdint.h>
#include <string.h>

struct physinfo {
    uint32_t threads_per_core, cores_per_socket, nr_cpus, max_cpu_id, nr_nodes, max_node_id, cpu_khz, capabilities;
    unsigned char rest[80];
};

static char handle;

void *xc_interface_open(void *logger, void *dom_builder_logger, unsigned flags)
{
    return &handle;
}

int xc_interface_close(void *xch)
{
    return 0;
}

void *xs_open(unsigned long flags)
{
    return &handle;
}

void xs_close(void *xs)
{
}

int xc_version(void *xch, int command, void *argument)
{
    return -1;
}

int xc_get_max_cpus(void *xch)
{
    return 64;
}

int xc_get_max_nodes(void *xch)
{
    return 1;
}

long xc_sharing_freed_pages(void *xch)
{
    return 0;
}

long xc_sharing_used_frames(void *xch)
{
    return 0;
}

int xc_physinfo(void *xch, void *info)
{
    struct physinfo answer = {
        .threads_per_core = 1, .cores_per_socket = 64, .nr_cpus = 64, .max_cpu_id = 63, .nr_nodes = 1,
        .cpu_khz = 2000000, .capabilities = 0x3f /* HVM, PV, direct I/O, HAP, shadow, shared IOMMU tables */
    };
    memcpy(info, &answer, sizeof answer);
    return 0;
}
