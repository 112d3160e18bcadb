namespace Router.Process.Tests.Harness;

/// <summary>What a unit of <c>deploy/systemd</c> lets its program do.</summary>
internal static class SystemdUnit
{
    private const string Key = "CapabilityBoundingSet=";

    /// <summary>Writes a script that runs a program as its unit does: with these capabilities and no way to new ones. Returns its path.</summary>
    /// <param name="lab">Where the script lies.</param>
    /// <param name="program">Name of the program, and of its unit.</param>
    public static string Script(Lab lab, string program)
    {
        string unit = Path.Combine(Repository.Root, "deploy", "systemd", $"{program}.service");
        string[] capabilities = [.. File.ReadLines(unit)
            .Where(static line => line.StartsWith(Key, StringComparison.Ordinal))
            .SelectMany(static line => line[Key.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(static name => "+" + name.Replace("CAP_", "", StringComparison.Ordinal).ToLowerInvariant())];
        if (capabilities.Length == 0)
        {
            throw new InvalidOperationException($"{unit} says nothing of capabilities");
        }

        string script = lab.WriteFile($"{program}.sh",
            $"#!/bin/sh\nexec setpriv --no-new-privs --inh-caps=-all --bounding-set=-all,{string.Join(',', capabilities)} -- {Repository.Program(program)} \"$@\"\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return script;
    }
}
