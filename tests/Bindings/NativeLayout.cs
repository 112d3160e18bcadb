using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Router.Bindings.Tests;

/// <summary>Asks the C compiler for the same facts that <see cref="ManagedLayout"/> found.</summary>
internal static partial class NativeLayout
{
    private const string Prologue = """
        #include <stdio.h>
        #include <stddef.h>
        #include <string.h>
        static void bits(const char *type, const char *path, const void *value, size_t size)
        {
            const unsigned char *bytes = value;
            long first = -1, count = 0;
            for (size_t i = 0; i < size * 8; i++)
                if (bytes[i / 8] >> (i % 8) & 1) { if (first < 0) first = i; count++; }
            printf("B %s %s %ld %ld\n", type, path, first, count);
        }

        """;

    /// <summary>What C says about the same structs and fields.</summary>
    /// <param name="name">A name for the program's file.</param>
    /// <param name="headers">What declares the structs.</param>
    /// <param name="facts">Whose types and paths to ask for.</param>
    /// <param name="spell">C's name of a type, e.g. "struct rte_mbuf".</param>
    public static IReadOnlyList<LayoutFact> Describe(string name, IEnumerable<string> headers, IEnumerable<LayoutFact> facts, Func<string, string> spell)
    {
        var source = new StringBuilder(CompilerProbe.Include(headers)).Append(Prologue);
        var functions = new List<string>();
        foreach (IGrouping<string, LayoutFact> type in facts.GroupBy(fact => fact.Type))
        {
            string c = spell(type.Key);
            functions.Add($"f{functions.Count}");
            source.Append(CultureInfo.InvariantCulture, $"static void {functions[^1]}(void)\n{{\n");
            foreach (LayoutFact fact in type)
            {
                source.Append(fact.Kind switch
                {
                    'S' => $"printf(\"S {type.Key} - %zu 0\\n\", sizeof({c}));\n",
                    'F' => $"printf(\"F {type.Key} {fact.Path} %zu %zu\\n\", offsetof({c}, {fact.Path}), sizeof((({c} *)0)->{fact.Path}));\n",
                    _ => $"{{ static {c} v; memset(&v, 0, sizeof v); v.{fact.Path} = -1; bits(\"{type.Key}\", \"{fact.Path}\", &v, sizeof v); }}\n",
                });
            }

            source.Append("}\n");
        }

        source.Append("int main(void)\n{\n").AppendJoin("", functions.Select(f => $"{f}();\n")).Append("return 0;\n}\n");
        return [.. CompilerProbe.RunC(name, source.ToString()).Select(Parse)];
    }

    /// <summary>Whether each name is a struct's or a union's tag in DPDK's headers; all others are typedefs.</summary>
    public static IReadOnlyDictionary<string, string> Tags()
    {
        var tags = new Dictionary<string, string>();
        foreach (Match match in Tag().Matches(CompilerProbe.Preprocess()))
        {
            tags[match.Groups[2].Value] = $"{match.Groups[1].Value} {match.Groups[2].Value}";
        }

        return tags;
    }

    private static LayoutFact Parse(string line)
    {
        string[] parts = line.Split(' ');
        return new LayoutFact(
            parts[0][0],
            parts[1],
            parts[2] == "-" ? "" : parts[2],
            long.Parse(parts[3], CultureInfo.InvariantCulture),
            long.Parse(parts[4], CultureInfo.InvariantCulture));
    }

    [GeneratedRegex(@"\b(struct|union)\s+(?:__attribute__\(\([^)]*\)+\s*)*(\w+)\s*\{")]
    private static partial Regex Tag();
}
