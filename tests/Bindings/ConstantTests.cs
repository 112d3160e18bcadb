using System.Globalization;
using System.Reflection;
using System.Text;
using Dpdk.Native;
using Xunit;

namespace Router.Bindings.Tests;

/// <summary>Every enum member and constant has C's value. A 64-bit flag cut to 32 bits compiles, and is found only here.</summary>
public class ConstantTests
{
    private static readonly string[] LinuxHeaders =
    [
        "sys/syscall.h", "sys/mman.h", "sys/prctl.h", "sys/socket.h", "sys/ioctl.h", "fcntl.h", "poll.h", "sched.h", "net/if.h", "net/if_arp.h",
        "linux/if_tun.h", "linux/sockios.h", "errno.h",
    ];

    private delegate ReadOnlySpan<byte> Text();

    [Fact]
    public void ConstantsAndEnumMembersOfDpdkEqualC()
    {
        Assembly assembly = typeof(rte_mbuf).Assembly;
        IEnumerable<FieldInfo> members = assembly.GetTypes()
            .Where(t => t is { IsEnum: true, Namespace: "Dpdk.Native" })
            .SelectMany(t => t.GetFields(BindingFlags.Public | BindingFlags.Static));
        IEnumerable<FieldInfo> constants = typeof(Dpdk.Native.Dpdk).GetFields(BindingFlags.Public | BindingFlags.Static);
        Dictionary<string, Int128> managed = Values(members.Concat(constants));

        Assert.True(managed.Count > 1000, $"only {managed.Count} constants were found");
        Assert.Equal(1L << 33, (long)managed["RTE_ETH_RSS_MPLS"]);
        Assert.Empty(Differences(managed, AskC("constants", CompilerProbe.DpdkHeaders, managed.Keys)));
    }

    [Fact]
    public void ConstantsOfLinuxEqualC()
    {
        Dictionary<string, Int128> managed = Values(typeof(Linux).GetFields(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static));

        Assert.True(managed.Count > 80, $"only {managed.Count} constants were found");
        Assert.Empty(Differences(managed, AskC("linux-constants", LinuxHeaders, managed.Keys)));
    }

    [Fact]
    public void StringsOfDpdkEqualC()
    {
        Dictionary<string, string> managed = typeof(Dpdk.Native.Dpdk).GetProperties(BindingFlags.Public | BindingFlags.Static)
            .Where(p => p.PropertyType == typeof(ReadOnlySpan<byte>))
            .ToDictionary(p => p.Name, p => Convert.ToHexString(p.GetMethod!.CreateDelegate<Text>()()));
        var source = new StringBuilder(CompilerProbe.Include(["stdio.h", .. CompilerProbe.DpdkHeaders]))
            .Append("static void show(const char *n, const char *s) { printf(\"%s \", n); while (*s) printf(\"%02X\", (unsigned char)*s++); printf(\"\\n\"); }\nint main(void) {\n")
            .AppendJoin("", managed.Keys.Select(name => $"show(\"{name}\", {name});\n"))
            .Append("return 0; }\n");

        Assert.True(managed.Count > 10, $"only {managed.Count} strings were found");
        Assert.Equal(managed, CompilerProbe.RunC("strings", source.ToString()).Select(line => line.Split(' ')).ToDictionary(p => p[0], p => p[1]));
    }

    [Fact]
    public void WrongValueIsFound()
    {
        var wrong = new Dictionary<string, Int128> { ["RTE_ETH_RSS_MPLS"] = 2, ["RTE_MAX_ETHPORTS"] = 32, ["RTE_ETHER_CRC_LEN"] = 5 };

        Assert.Equal(
            ["RTE_ETHER_CRC_LEN is 5, C: 4", "RTE_ETH_RSS_MPLS is 2, C: 8589934592"],
            Differences(wrong, AskC("wrong-constants", CompilerProbe.DpdkHeaders, wrong.Keys)).Order(StringComparer.Ordinal));
    }

    private static Dictionary<string, Int128> Values(IEnumerable<FieldInfo> fields)
    {
        var values = new Dictionary<string, Int128>();
        foreach (FieldInfo field in fields.Where(f => f.FieldType.IsEnum || (f.FieldType.IsPrimitive && f.FieldType != typeof(float) && f.FieldType != typeof(double))))
        {
            object value = field.IsLiteral ? field.GetRawConstantValue()! : field.GetValue(null)!;
            values[field.Name] = value switch
            {
                nint n => n,
                nuint n => n,
                ulong n => n,
                _ => Convert.ToInt64(value, CultureInfo.InvariantCulture),
            };
        }

        return values;
    }

    private static Dictionary<string, Int128> AskC(string name, IEnumerable<string> headers, IEnumerable<string> constants)
    {
        var source = new StringBuilder("#define _GNU_SOURCE\n").Append(CompilerProbe.Include(["stdio.h", .. headers]))
            .Append("#define SHOW(n, v) if ((v) < 0) printf(\"%s %lld\\n\", n, (long long)(v)); else printf(\"%s %llu\\n\", n, (unsigned long long)(v));\nint main(void) {\n")
            .AppendJoin("", constants.Select(constant => $"SHOW(\"{constant}\", {constant})\n"))
            .Append("return 0; }\n");
        return CompilerProbe.RunC(name, source.ToString())
            .Select(line => line.Split(' '))
            .ToDictionary(parts => parts[0], parts => Int128.Parse(parts[1], CultureInfo.InvariantCulture));
    }

    // -1 and 0xffffffff are the same 32 bits: C gives some members of unsigned enums a signed type.
    private static IEnumerable<string> Differences(Dictionary<string, Int128> managed, Dictionary<string, Int128> native) =>
        from pair in managed
        let c = native[pair.Key]
        where pair.Value != c && !(Fits32(pair.Value) && Fits32(c) && (uint)(pair.Value & uint.MaxValue) == (uint)(c & uint.MaxValue))
        select $"{pair.Key} is {pair.Value}, C: {c}";

    private static bool Fits32(Int128 value) => value >= int.MinValue && value <= uint.MaxValue;
}
