import SlackWire

/// Methods that show modals and home tabs.
enum ViewMethods {
    static let all: [Method] = [
        Method("views.open", open),
        Method("views.push", push),
        Method("views.update", update),
        Method("views.publish", publish),
    ]

    /// How many modals may lie on each other.
    private static let stackLimit = 3
    /// How large a view may be, in bytes.
    private static let sizeLimit = 250_000

    @Sendable private static func open(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let definition = try definition(of: request, in: world)
        let user = try world.redeemTrigger(request.arguments.nonEmpty("trigger_id"))
        return [JSONMember("view", world.show(definition, to: user, over: nil))]
    }

    @Sendable private static func push(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let definition = try definition(of: request, in: world)
        let user = try world.redeemTrigger(request.arguments.nonEmpty("trigger_id"))
        let stack = world.views.values.filter { $0.user == user && $0.type == "modal" }
        guard let top = stack.last else { throw MethodError("not_found") }
        if stack.count >= stackLimit { throw MethodError("push_limit_reached") }
        return [JSONMember("view", world.show(definition, to: user, over: top))]
    }

    @Sendable private static func update(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let arguments = request.arguments
        let id = arguments.nonEmpty("view_id")
        let externalID = arguments.nonEmpty("external_id")
        if id == nil, externalID == nil { throw .missing("view_id") }
        let found = world.views.values.first { view in
            id.map { view.id == $0 } ?? (view.externalID == externalID)
        }
        guard let view = found else { throw MethodError("not_found") }
        let definition = try definition(of: request, in: world, replacing: view)
        if let hash = arguments.nonEmpty("hash"), hash != view.hash {
            throw MethodError("hash_conflict")
        }
        return [JSONMember("view", world.replace(view, with: definition))]
    }

    @Sendable private static func publish(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let user = try request.require("user_id")
        let definition = try definition(of: request, in: world, isHome: true)
        _ = try world.person(user)
        let home = world.views.values.first { $0.user == user && $0.type == "home" }
        guard let home else {
            return [JSONMember("view", world.show(definition, to: user, over: nil))]
        }
        if let hash = request.arguments.nonEmpty("hash"), hash != home.hash {
            throw MethodError("hash_conflict")
        }
        return [JSONMember("view", world.replace(home, with: definition))]
    }

    /// The view that a call describes, after checking its shape.
    private static func definition(
        of request: MethodRequest,
        in world: World,
        isHome: Bool = false,
        replacing old: View? = nil
    ) throws(MethodError) -> JSONValue {
        guard let view = try request.structured("view", orElse: "invalid_arguments") else {
            throw .missing("view")
        }
        let type = view["type"]?.string
        let isKnown = isHome ? type == "home" : type == "modal" || type == "workflow_step"
        guard view.members != nil, isKnown else {
            throw .invalidArguments("failed to match all allowed schemas [json-pointer:/view]")
        }
        guard view["blocks"]?.array != nil else {
            throw .invalidArguments("missing required field: blocks [json-pointer:/view]")
        }
        if type == "modal", view["title"]?["text"]?.string?.isEmpty ?? true {
            throw .invalidArguments("missing required field: title [json-pointer:/view]")
        }
        if view.compactBytes.count > sizeLimit { throw MethodError("view_too_large") }
        if let external = view["external_id"]?.string, !external.isEmpty,
            world.views.values.contains(where: { $0.externalID == external && $0.id != old?.id })
        {
            throw MethodError("duplicate_external_id")
        }
        return view
    }
}
