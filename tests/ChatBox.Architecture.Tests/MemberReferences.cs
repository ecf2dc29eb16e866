using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace ChatBox.Architecture.Tests;

/// <summary>What a compiled assembly uses of others, read from its metadata.</summary>
static class MemberReferences
{
    /// <summary>Each use as "using type: Namespace.Type.Member"; the using type is the outermost one.</summary>
    public static IReadOnlyList<(string User, string Member)> Of(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        List<(string, string)> uses = [];
        foreach (var handle in metadata.MethodDefinitions)
        {
            var method = metadata.GetMethodDefinition(handle);
            if (method.RelativeVirtualAddress == 0) continue;
            var user = Outermost(metadata, method.GetDeclaringType());
            foreach (var member in Tokens(file.GetMethodBody(method.RelativeVirtualAddress).GetILBytes()!, metadata))
                uses.Add((user, member));
        }

        return uses;
    }

    // Every four bytes that are the token of a member of another assembly. Some are chance, which errs on the side of seeing too much.
    static IEnumerable<string> Tokens(byte[] code, MetadataReader metadata)
    {
        var count = metadata.GetTableRowCount(TableIndex.MemberRef);
        for (var i = 0; i + 4 <= code.Length; i++)
        {
            var token = BitConverter.ToInt32(code, i);
            if (token >> 24 != 0x0A || (token & 0xFFFFFF) is 0 || (token & 0xFFFFFF) > count) continue;
            var reference = metadata.GetMemberReference((MemberReferenceHandle)MetadataTokens.Handle(token));
            if (TypeName(metadata, reference.Parent) is { } type) yield return $"{type}.{metadata.GetString(reference.Name)}";
        }
    }

    /// <summary>Every type of another assembly that is named anywhere: in fields, arguments and calls.</summary>
    public static IReadOnlyList<string> TypesOf(string assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly));
        var metadata = file.GetMetadataReader();
        return [.. metadata.TypeReferences.Select(handle => TypeName(metadata, handle)!)];
    }

    static string? TypeName(MetadataReader metadata, EntityHandle handle)
    {
        if (handle.Kind != HandleKind.TypeReference) return null;
        var type = metadata.GetTypeReference((TypeReferenceHandle)handle);
        return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
    }

    static string Outermost(MetadataReader metadata, TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        while (!type.GetDeclaringType().IsNil) type = metadata.GetTypeDefinition(type.GetDeclaringType());
        return metadata.GetString(type.Name);
    }
}
