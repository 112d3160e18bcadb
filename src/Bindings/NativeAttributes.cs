namespace Dpdk.Native;

/// <summary>The C spelling of a generated field, parameter or return type.</summary>
[AttributeUsage(AttributeTargets.Struct | AttributeTargets.Enum | AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter | AttributeTargets.ReturnValue | AttributeTargets.Method)]
internal sealed class NativeTypeNameAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}

/// <summary>One C bitfield packed into a generated backing field.</summary>
[AttributeUsage(AttributeTargets.Field, AllowMultiple = true)]
internal sealed class NativeBitfieldAttribute(string name, int offset, int length) : Attribute
{
    public string Name { get; } = name;

    public int Offset { get; } = offset;

    public int Length { get; } = length;
}

/// <summary>The alignment C asks for and .NET cannot give: let DPDK allocate such structs, never the stack.</summary>
[AttributeUsage(AttributeTargets.Struct)]
internal sealed class NativeAlignmentAttribute(int alignment) : Attribute
{
    public int Alignment { get; } = alignment;
}
