using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Dpdk.Native;
using Xunit;

namespace Router.Bindings.Tests;

/// <summary>Every imported function exists, and takes and returns what C says.</summary>
public class ImportTests
{
    private static readonly (MethodInfo Method, DllImportAttribute Import)[] Imports =
    [
        .. typeof(rte_mbuf).Assembly.GetTypes()
            .SelectMany(t => t.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.DeclaredOnly))
            .Select(m => (m, m.GetCustomAttribute<DllImportAttribute>()!))
            .Where(pair => pair.Item2 is not null),
    ];

    [Fact]
    public void EveryImportIsFoundInTheShim()
    {
        nint shim = DpdkLibrary.Handle;
        string[] absent = [.. Imports.Where(i => !NativeLibrary.TryGetExport(shim, EntryPoint(i), out _)).Select(EntryPoint)];

        Assert.True(Imports.Length > 700, $"only {Imports.Length} imports were found");
        Assert.Empty(absent);
        Assert.False(NativeLibrary.TryGetExport(shim, "rte_no_such_function", out _));
    }

    [Fact]
    public void EveryImportNamesALibraryThatTheResolverKnows()
    {
        Assert.All(Imports, i => Assert.True(i.Import.Value.StartsWith("rte_", StringComparison.Ordinal) || i.Import.Value == "router_shim", i.Import.Value));
    }

    /// <summary>Only functions without locks, system calls and callbacks may keep the garbage collector waiting.</summary>
    [Fact]
    public void FunctionsThatMayWaitLetTheGarbageCollectorRun()
    {
        string[] waiting = ["rs_syscall", "rs_log", "rs_log_to_fd", "rs_eth_rx_burst_blocking", "rs_eth_tx_burst_blocking"];
        string[] wrong = [.. Imports.Where(i => i.Method.GetCustomAttribute<SuppressGCTransitionAttribute>() is not null)
            .Select(i => i.Method.Name)
            .Where(name => waiting.Contains(name) || (name.StartsWith("rte_", StringComparison.Ordinal) && name != "rte_pktmbuf_free_bulk"))];

        Assert.Empty(wrong);
        Assert.All(waiting, name => Assert.Contains(Imports, i => i.Method.Name == name));
    }

    [SkippableFact]
    public void EveryImportHasTheSignatureOfC()
    {
        Skip.IfNot(CompilerProbe.IsInstalled("g++"), "g++ is not installed");
        string[] managed = [.. Imports.Select(Describe)];
        IReadOnlyList<string> native = AskCpp("signatures", Imports.Select(EntryPoint));

        Assert.Equal(managed.Length, native.Count);
        Assert.Empty(managed.Zip(native).Where(pair => pair.First != pair.Second).Select(pair => $"{pair.First}, C: {pair.Second}"));
    }

    [SkippableFact]
    public void WrongSignatureIsFound()
    {
        Skip.IfNot(CompilerProbe.IsInstalled("g++"), "g++ is not installed");

        Assert.Equal(["rs_pktmbuf_refcnt_update void(pointer,s2)"], AskCpp("wrong-signature", ["rs_pktmbuf_refcnt_update"]));
        Assert.Equal("Wrong s4(s8,u2)", Describe((((Func<nint, ushort, int>)Wrong).Method, new DllImportAttribute("x") { EntryPoint = nameof(Wrong) })));

        static int Wrong(nint pointer, ushort delta) => (int)pointer + delta;
    }

    private static string EntryPoint((MethodInfo Method, DllImportAttribute Import) import) => import.Import.EntryPoint ?? import.Method.Name;

    private static string Describe((MethodInfo Method, DllImportAttribute Import) import) =>
        $"{EntryPoint(import)} {Kind(import.Method.ReturnType)}({string.Join(',', import.Method.GetParameters().Select(p => Kind(p.ParameterType)))})";

    private static string Kind(Type type) => type switch
    {
        _ when type == typeof(void) => "void",
        { IsPointer: true } or { IsFunctionPointer: true } => "pointer",
        { IsEnum: true } => Kind(Enum.GetUnderlyingType(type)),
        _ when type == typeof(bool) => "u1",
        _ when type == typeof(float) || type == typeof(double) => "f" + ManagedLayout.SizeOf(type).ToString(CultureInfo.InvariantCulture),
        { IsPrimitive: true } => (IsSigned(type) ? "s" : "u") + ManagedLayout.SizeOf(type).ToString(CultureInfo.InvariantCulture),
        _ => "struct" + ManagedLayout.SizeOf(type).ToString(CultureInfo.InvariantCulture),
    };

    private static bool IsSigned(Type type) => type == typeof(sbyte) || type == typeof(short) || type == typeof(int) || type == typeof(long) || type == typeof(nint);

    /// <summary>C cannot take a function's type apart; C++ reads the same headers and can.</summary>
    private static IReadOnlyList<string> AskCpp(string name, IEnumerable<string> functions)
    {
        const string Templates = """
            #include <stdio.h>
            #include <string>
            #include <type_traits>
            template<class T> std::string kind()
            {
                if constexpr (std::is_void_v<T>) return "void";
                else if constexpr (std::is_pointer_v<T>) return "pointer";
                else if constexpr (std::is_enum_v<T>) return kind<std::underlying_type_t<T>>();
                else if constexpr (std::is_floating_point_v<T>) return "f" + std::to_string(sizeof(T));
                else if constexpr (std::is_integral_v<T>) return (std::is_signed_v<T> ? "s" : "u") + std::to_string(sizeof(T));
                else return "struct" + std::to_string(sizeof(T));
            }
            template<class F> struct Function;
            template<class R, class... A> struct Function<R(A...)>
            {
                static void show(const char *name)
                {
                    std::string list;
                    ((list += (list.empty() ? "" : ",") + kind<A>()), ...);
                    printf("%s %s(%s)\n", name, kind<R>().c_str(), list.c_str());
                }
            };
            #define SHOW(f) Function<std::remove_pointer_t<decltype(&f)>>::show(#f);

            """;
        var source = new StringBuilder(CompilerProbe.Include([.. CompilerProbe.DpdkHeaders, "router_shim.h"]))
            .Append(Templates)
            .Append("int main() {\n")
            .AppendJoin("", functions.Select(f => $"SHOW({f})\n"))
            .Append("}\n");
        return CompilerProbe.RunCpp(name, source.ToString());
    }
}
