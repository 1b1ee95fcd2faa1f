/// A part of a template.
indirect enum Statement: Sendable {
    /// Text that goes out as it is.
    case text(String)
    /// `{{ … }}`.
    case output(Expression)
    /// `{% set x = … %}`.
    case assignment(Target, Expression)
    /// `{% set x|filter %}…{% endset %}`.
    case blockAssignment(Target, [FilterCall], [Statement])
    /// `{% if %}…{% elif %}…{% else %}…{% endif %}`; each branch but the last has a condition.
    case condition([(condition: Expression, body: [Statement])], otherwise: [Statement])
    case loop(Loop)
    /// `{% with a = … %}…{% endwith %}`.
    case with([(Target, Expression)], [Statement])
    /// `{% filter upper %}…{% endfilter %}`.
    case filtered([FilterCall], [Statement])
    /// `{% do … %}`.
    case evaluation(Expression)
    /// `{% include … %}`.
    case include(Expression, isOptional: Bool, seesVariables: Bool)

    /// `{% for %}…{% else %}…{% endfor %}`.
    struct Loop: Sendable {
        let target: Target
        let sequence: Expression
        let filter: Expression?
        let body: [Statement]
        let otherwise: [Statement]
        let offset: Int
    }
}

/// What an assignment assigns to: a name, or several that share a list.
indirect enum Target: Sendable {
    case name(String)
    case names([Target], offset: Int)
}
